using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace FederatedSecure.Models;

/// <summary>
/// A model as data: the shape of one record and a list of layers. Immutable, and right by construction: whoever holds
/// one knows that its shapes fit, that it ends in logits over <see cref="Classes"/> classes, and that it kept to the
/// limits it was read under. No code travels with a model.
/// </summary>
/// <remarks>Two specs are equal when their canonical JSON is.</remarks>
public sealed class ModelSpec : IEquatable<ModelSpec>
{
    private byte[]? _json;

    private ModelSpec(ImmutableArray<int> input, ImmutableArray<LayerSpec> layers, ModelShapes shapes)
    {
        Input = input;
        Layers = layers;
        Shapes = shapes.Shapes;
        ParameterCount = shapes.Parameters;
        ActivationCount = shapes.Activations;
    }

    /// <summary>The shape of one record: <c>[features]</c>, or <c>[channels, height, width]</c>.</summary>
    public ImmutableArray<int> Input { get; }

    public ImmutableArray<LayerSpec> Layers { get; }

    /// <summary>The shapes between the layers, for one record: entry <c>i</c> goes into layer <c>i</c>, and the last
    /// entry, one more than there are layers, is the <see cref="OutputShape"/>.</summary>
    public ImmutableArray<ImmutableArray<int>> Shapes { get; }

    public ImmutableArray<int> OutputShape => Shapes[^1];

    /// <summary>How many classes the softmax head has; at least 2.</summary>
    public int Classes => ((SoftmaxHeadLayer)Layers[^1]).Classes;

    /// <summary>Trainable values of all layers together.</summary>
    public long ParameterCount { get; }

    /// <summary>Values that one record produces in all layers together, its input included.</summary>
    public long ActivationCount { get; }

    /// <summary>Reads a spec from JSON that has been parsed already, such as the <c>model</c> part of a job.</summary>
    /// <param name="json">The object with <c>input</c> and <c>layers</c>.</param>
    /// <param name="limits">The largest model accepted; <see cref="ModelLimits.Default"/> when null.</param>
    /// <param name="path">The JSON path of <paramref name="json"/> itself, which opens the path of every problem.</param>
    /// <exception cref="ModelSpecException">The spec is wrong or too large.</exception>
    public static ModelSpec Parse(JsonElement json, ModelLimits? limits = null, string path = "model") =>
        ModelSpecReader.Read(json, limits ?? ModelLimits.Default, path);

    /// <summary>Reads a spec from UTF-8 JSON; comments and trailing commas are allowed.</summary>
    /// <inheritdoc cref="Parse(JsonElement, ModelLimits?, string)" path="/param[@name='limits']"/>
    /// <exception cref="ModelSpecException">The JSON is malformed, or the spec is wrong or too large.</exception>
    public static ModelSpec Parse(ReadOnlySpan<byte> utf8, ModelLimits? limits = null, string path = "model") =>
        ModelSpecReader.Read(utf8, limits ?? ModelLimits.Default, path);

    /// <summary>Makes a spec from layers built in code, under the same checks.</summary>
    /// <exception cref="ModelSpecException">The spec is wrong or too large.</exception>
    public static ModelSpec Create(
        ImmutableArray<int> input, ImmutableArray<LayerSpec> layers, ModelLimits? limits = null, string path = "model")
    {
        var shapes = ModelShapes.Infer(input, layers, limits ?? ModelLimits.Default, path);
        return new ModelSpec(input, layers, shapes);
    }

    /// <summary>
    /// The canonical form: UTF-8, no white space, properties in a fixed order, defaults written out. Specs that mean the
    /// same have the same bytes, so their digest names the model's structure.
    /// </summary>
    public byte[] ToJson() => (byte[])CanonicalJson().Clone();

    /// <summary>Writes the canonical form as one JSON value into a larger document.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteStartArray("input"u8);
        foreach (var size in Input)
        {
            writer.WriteNumberValue(size);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("layers"u8);
        foreach (var layer in Layers)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, layer.Type);
            layer.WriteProperties(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public bool Equals(ModelSpec? other) =>
        other is not null && (ReferenceEquals(this, other) || CanonicalJson().AsSpan().SequenceEqual(other.CanonicalJson()));

    public override bool Equals(object? obj) => Equals(obj as ModelSpec);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(CanonicalJson());
        return hash.ToHashCode();
    }

    private byte[] CanonicalJson()
    {
        if (_json is { } known)
        {
            return known;
        }

        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            WriteTo(writer);
        }

        // Two threads may both get here; they write the same bytes.
        return _json = buffer.WrittenSpan.ToArray();
    }
}
