using System.Collections.Immutable;
using System.Text.Json;

namespace FederatedSecure.Models;

/// <summary>
/// Looks up one vector for each token of a record and takes their mean or sum. The record is a flat list of tokens,
/// carried as floats; a token is a whole number from 0 up to the vocabulary. Parameters:
/// <c>weight [vocabulary, dimension]</c>.
/// </summary>
/// <param name="Vocabulary">How many different tokens there are; 1 to 16,777,216, up to where floats count exactly.</param>
/// <param name="Dimension">Length of the vectors; at least 1.</param>
/// <param name="Mode">Mean (default) or sum.</param>
public sealed record EmbeddingBagLayer(int Vocabulary, int Dimension, EmbeddingBagMode Mode = EmbeddingBagMode.Mean) : LayerSpec
{
    internal const string Name = "embedding-bag";

    /// <summary>2^24: every whole number up to it is a 32-bit float of its own.</summary>
    public const int LargestVocabulary = 1 << 24;

    public override string Type => Name;

    internal override string? SizeProperty => "dimension";

    internal static EmbeddingBagLayer Read(LayerProperties properties) => new(
        properties.Whole("vocabulary"),
        properties.Whole("dimension"),
        properties.Choice("mode", ["mean", "sum"], "mean") == "sum" ? EmbeddingBagMode.Sum : EmbeddingBagMode.Mean);

    internal override void Check(LayerCheck check)
    {
        check.AtLeast("vocabulary", Vocabulary, 1);
        check.AtLeast("dimension", Dimension, 1);
        if (Vocabulary > LargestVocabulary)
        {
            check.Fail(
                "vocabulary",
                $"vocabulary of embedding-bag is {Text.Number(Vocabulary)}.",
                $"Tokens travel as 32-bit floats, which count exactly up to {Text.Number(LargestVocabulary)}: hash the tokens into fewer.");
        }
    }

    internal override ImmutableArray<int> OutputShape(ImmutableArray<int> input, LayerCheck check) => input.Length == 1
        ? [Dimension]
        : check.NoShape(
            null,
            $"embedding-bag needs a flat list of tokens, but gets {Text.Shape(input)}.",
            "Give the model an input of one size, the number of tokens in a record.");

    internal override ImmutableArray<ParameterShape> Parameters(ImmutableArray<int> input) =>
        [new ParameterShape("weight", [Vocabulary, Dimension], InitialValues.StandardNormal)];

    internal override void WriteProperties(Utf8JsonWriter writer)
    {
        writer.WriteNumber("vocabulary"u8, Vocabulary);
        writer.WriteNumber("dimension"u8, Dimension);
        writer.WriteString("mode"u8, Mode == EmbeddingBagMode.Sum ? "sum"u8 : "mean"u8);
    }
}
