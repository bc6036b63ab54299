using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FederatedSecure.Lab.Accuracy;

/// <summary>What accuracy differential privacy leaves, as `lab accuracy` prints it.</summary>
/// <param name="Records">Training digits.</param>
/// <param name="TestRecords">Test digits.</param>
/// <param name="SiteRecords">Training digits of each site.</param>
/// <param name="Parameters">Parameters of the model.</param>
/// <param name="Delta">δ.</param>
/// <param name="Seed">Seed of it all.</param>
/// <param name="Rows">The models, in the order in which they were trained.</param>
public sealed record AccuracyTable(
    int Records, int TestRecords, ImmutableArray<int> SiteRecords, long Parameters, double Delta, ulong Seed, ImmutableArray<AccuracyRow> Rows)
{
    /// <summary>Titles of the columns.</summary>
    public static ImmutableArray<string> Columns { get; } =
        ["records", "ε allowed", "test accuracy", "ε spent", "σ", "q", "steps", "rounds × passes", "batch", "rate", "momentum", "clip", "server β", "seconds"];

    /// <summary>One row, column by column.</summary>
    public static ImmutableArray<string> Cells(AccuracyRow row)
    {
        var settings = row.Settings;
        return
        [
            row.Where,
            Number(row.Target, "G4") ?? "∞",
            row.Accuracy.ToString("P1", CultureInfo.InvariantCulture),
            Number(row.Epsilon, "F2") ?? "not bounded",
            row.NoiseMultiplier?.ToString("0.##") ?? "–",
            row.SamplingRate?.ToString("0.###") ?? "–",
            row.Steps.ToString("N0"),
            string.Create(CultureInfo.InvariantCulture, $"{settings.Rounds} × {settings.LocalEpochs}"),
            settings.BatchSize.ToString(CultureInfo.InvariantCulture),
            Number(settings.LearningRate, "G3")!,
            Number(settings.Momentum, "G3")!,
            row.Target is null ? "–" : Number(settings.ClipNorm, "G3")!,
            Number(settings.ServerMomentum, "G3")!,
            Number(row.Seconds, "F0")!,
        ];
    }

    /// <summary>The table for a document.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", Columns)} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|---|{string.Concat(Enumerable.Repeat("---:|", Columns.Length - 1))}");
        foreach (var row in Rows)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", Cells(row))} |");
        }

        return text.ToString();
    }

    /// <summary>The table for programs.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, AccuracyJson.Default.AccuracyTable);

    private static string? Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>JSON of `lab accuracy --json`: camel case, indented.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(AccuracyTable))]
internal sealed partial class AccuracyJson : JsonSerializerContext;
