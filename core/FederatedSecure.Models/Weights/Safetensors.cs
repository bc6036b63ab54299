using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace FederatedSecure.Models;

/// <summary>
/// Writes weights in the safetensors format of Hugging Face: eight bytes little-endian length of the header, the header
/// as JSON (padded with spaces so that the data starts at a multiple of eight), then the data. Tensors are written as
/// F32 in the order of the layout, so the data section is the flat parameter vector itself and the same weights always
/// give the same bytes.
/// </summary>
/// <remarks>Format: https://huggingface.co/docs/safetensors, section "Format".</remarks>
public static class Safetensors
{
    internal const string MetadataKey = "__metadata__";

    private const int TileValues = 1 << 18;

    /// <summary>Everything before the data section, length included.</summary>
    /// <param name="layout">The tensors.</param>
    /// <param name="metadata">Free text that travels along, such as the job's name; may be null.</param>
    /// <exception cref="ArgumentException">The metadata make the header larger than readers accept.</exception>
    public static byte[] Header(ParameterLayout layout, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var json = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(json))
        {
            WriteHeader(writer, layout, metadata);
        }

        var length = (json.WrittenCount + 7) / 8 * 8;
        if (length > SafetensorsFile.MaximumHeaderLength)
        {
            throw new ArgumentException(
                $"The header would take {length} bytes, more than {SafetensorsFile.MaximumHeaderLength}: shorten the metadata.", nameof(metadata));
        }

        var header = new byte[sizeof(ulong) + length];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)length);
        json.WrittenSpan.CopyTo(header.AsSpan(sizeof(ulong)));
        header.AsSpan(sizeof(ulong) + json.WrittenCount).Fill((byte)' ');
        return header;
    }

    /// <summary>Writes a whole file.</summary>
    /// <param name="stream">Where to; it is left open.</param>
    /// <param name="layout">The tensors.</param>
    /// <param name="values">The flat parameter vector, <see cref="ParameterLayout.Count"/> values.</param>
    /// <param name="metadata">Free text that travels along; may be null.</param>
    public static void Write(
        Stream stream, ParameterLayout layout, ReadOnlySpan<float> values, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(layout);
        if (values.Length != layout.Count)
        {
            throw new ArgumentException($"There are {values.Length} values for a layout of {layout.Count}.", nameof(values));
        }

        stream.Write(Header(layout, metadata));
        WriteTile(stream, values);
    }

    /// <summary>Writes the next values of the data section, for those who make a file tile by tile after its header.</summary>
    public static void WriteTile(Stream stream, ReadOnlySpan<float> values)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (BitConverter.IsLittleEndian)
        {
            // In pieces, because a span of bytes cannot be four times as long as the longest span of floats.
            for (var start = 0; start < values.Length; start += TileValues)
            {
                stream.Write(MemoryMarshal.AsBytes(values.Slice(start, Math.Min(TileValues, values.Length - start))));
            }

            return;
        }

        Span<byte> bytes = stackalloc byte[sizeof(float)];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            stream.Write(bytes);
        }
    }

    private static void WriteHeader(Utf8JsonWriter writer, ParameterLayout layout, IReadOnlyDictionary<string, string>? metadata)
    {
        writer.WriteStartObject();
        if (metadata is { Count: > 0 })
        {
            writer.WriteStartObject(MetadataKey);
            foreach (var (key, value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
        }

        foreach (var tensor in layout.Tensors)
        {
            writer.WriteStartObject(tensor.Name);
            writer.WriteString("dtype"u8, "F32"u8);
            writer.WriteStartArray("shape"u8);
            foreach (var size in tensor.Shape)
            {
                writer.WriteNumberValue(size);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("data_offsets"u8);
            writer.WriteNumberValue(tensor.Offset * sizeof(float));
            writer.WriteNumberValue((tensor.Offset + tensor.Count) * sizeof(float));
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
