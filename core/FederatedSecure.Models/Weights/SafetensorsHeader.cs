using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace FederatedSecure.Models;

/// <summary>
/// Reads a safetensors header from anybody. What it returns keeps every rule of the format: unique names, known data
/// types, sizes whose product is the tensor's length, and tensors that cover the data section without gap or overlap.
/// </summary>
internal static class SafetensorsHeader
{
    private const string MakeAnew = "Write the file anew with a safetensors library.";

    private static readonly FrozenDictionary<string, int> BytesPerValue = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["BOOL"] = 1,
        ["U8"] = 1,
        ["I8"] = 1,
        ["F8_E4M3"] = 1,
        ["F8_E5M2"] = 1,
        ["F8_E8M0"] = 1,
        ["I16"] = 2,
        ["U16"] = 2,
        ["F16"] = 2,
        ["BF16"] = 2,
        ["I32"] = 4,
        ["U32"] = 4,
        ["F32"] = 4,
        ["I64"] = 8,
        ["U64"] = 8,
        ["F64"] = 8,
        ["C64"] = 8,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static (ImmutableArray<SafetensorsTensor> Tensors, ImmutableSortedDictionary<string, string> Metadata) Parse(
        ReadOnlyMemory<byte> json, long dataLength)
    {
        if (json.Length < 2 || json.Span[0] != (byte)'{' || !Utf8.IsValid(json.Span))
        {
            throw Malformed("it does not start with a brace, or is not UTF-8");
        }

        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4 });
            return Read(document.RootElement, dataLength);
        }
        catch (JsonException malformed)
        {
            throw Malformed(malformed.Message, malformed);
        }
        catch (InvalidOperationException noText)
        {
            // Half a surrogate pair, written as an escape, is only noticed when the text is taken out.
            throw Malformed("some text in it is not valid Unicode", noText);
        }
    }

    private static (ImmutableArray<SafetensorsTensor> Tensors, ImmutableSortedDictionary<string, string> Metadata) Read(
        JsonElement root, long dataLength)
    {
        var tensors = new List<SafetensorsTensor>();
        var metadata = ImmutableSortedDictionary<string, string>.Empty;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in root.EnumerateObject())
        {
            if (!names.Add(entry.Name))
            {
                throw Malformed($"{Text.Quote(entry.Name)} is there twice");
            }

            if (entry.Name == Safetensors.MetadataKey)
            {
                metadata = Metadata(entry.Value);
            }
            else
            {
                tensors.Add(Tensor(entry.Name, entry.Value, dataLength));
            }
        }

        tensors.Sort(static (a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        long covered = 0;
        foreach (var tensor in tensors)
        {
            if (tensor.Begin != covered)
            {
                throw Malformed(
                    $"tensor {Text.Quote(tensor.Name)} starts at byte {tensor.Begin} of the data, but the one before it ends at {covered}");
            }

            covered = tensor.End;
        }

        return covered == dataLength
            ? ([.. tensors], metadata)
            : throw Malformed($"the tensors end at byte {covered} of the data, but the file goes on to {dataLength}");
    }

    private static ImmutableSortedDictionary<string, string> Metadata(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw Malformed($"{Safetensors.MetadataKey} is not an object");
        }

        var metadata = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var entry in json.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.String || !metadata.TryAdd(entry.Name, entry.Value.GetString()!))
            {
                throw Malformed($"{Text.Quote(entry.Name)} in {Safetensors.MetadataKey} is not text, or is there twice");
            }
        }

        return metadata.ToImmutable();
    }

    private static SafetensorsTensor Tensor(string name, JsonElement json, long dataLength)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw Malformed($"tensor {Text.Quote(name)} is not an object");
        }

        string? type = null;
        ImmutableArray<long>? shape = null;
        ImmutableArray<long>? offsets = null;
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "dtype" when type is null && property.Value.ValueKind == JsonValueKind.String:
                    type = property.Value.GetString();
                    break;
                case "shape" when shape is null:
                    shape = Numbers(name, property);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = Numbers(name, property);
                    break;
                default:
                    throw Malformed($"tensor {Text.Quote(name)} has {Text.Quote(property.Name)} twice, wrong or unknown");
            }
        }

        if (type is null || shape is not { } sizes || offsets is not [var begin, var end])
        {
            throw Malformed($"tensor {Text.Quote(name)} lacks dtype, shape or a pair of data_offsets");
        }

        if (!BytesPerValue.TryGetValue(type, out var bytes))
        {
            throw Malformed($"tensor {Text.Quote(name)} has the unknown data type {Text.Quote(type)}");
        }

        if (end > dataLength)
        {
            throw new SafetensorsException(
                $"The file is cut off: tensor {Text.Quote(name)} ends at byte {end} of the data, but there are only {dataLength}. Get the file again.");
        }

        return begin <= end && ByteLength(sizes, bytes) == end - begin
            ? new SafetensorsTensor(name, type, sizes, begin, end)
            : throw Malformed($"tensor {Text.Quote(name)} of {type} {Text.Shape(sizes)} does not fill its bytes {begin} to {end}");
    }

    /// <summary>The product, or −1 where it leaves 64 bits; no length in a file is that.</summary>
    private static long ByteLength(ImmutableArray<long> shape, long bytes)
    {
        foreach (var size in shape)
        {
            if (size != 0 && bytes > long.MaxValue / size)
            {
                return -1;
            }

            bytes *= size;
        }

        return bytes;
    }

    private static ImmutableArray<long> Numbers(string tensor, JsonProperty property)
    {
        if (property.Value.ValueKind == JsonValueKind.Array)
        {
            var numbers = ImmutableArray.CreateBuilder<long>(property.Value.GetArrayLength());
            foreach (var number in property.Value.EnumerateArray())
            {
                if (number.ValueKind != JsonValueKind.Number || !number.TryGetInt64(out var value) || value < 0)
                {
                    throw Malformed($"{property.Name} of tensor {Text.Quote(tensor)} holds something that is no size");
                }

                numbers.Add(value);
            }

            return numbers.MoveToImmutable();
        }

        throw Malformed($"{property.Name} of tensor {Text.Quote(tensor)} is not a list");
    }

    private static SafetensorsException Malformed(string detail, Exception? cause = null)
    {
        var message = $"The safetensors header is wrong: {detail.TrimEnd('.')}. {MakeAnew}";
        return cause is null ? new SafetensorsException(message) : new SafetensorsException(message, cause);
    }
}
