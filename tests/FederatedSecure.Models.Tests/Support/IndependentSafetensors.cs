using System.Text;
using System.Text.Json;

namespace FederatedSecure.Models.Tests.Support;

/// <summary>
/// A second reader, written from the text of the format alone (https://huggingface.co/docs/safetensors, "Format"):
/// 8 bytes: N, an unsigned little-endian 64-bit integer, the size of the header. N bytes: a JSON UTF-8 string that must
/// begin with a <c>{</c> and may be padded with spaces, like
/// <c>{"TENSOR_NAME": {"dtype": "F16", "shape": [1, 16, 256], "data_offsets": [BEGIN, END]}, …}</c>, where the offsets point
/// to the tensor relative to the beginning of the byte buffer; the key <c>__metadata__</c> holds a map of text to text.
/// The rest of the file: the byte buffer, entirely indexed, without holes, little-endian, row-major.
/// </summary>
internal static class IndependentSafetensors
{
    public static (Dictionary<string, string> Metadata, Dictionary<string, (long[] Shape, float[] Values)> Tensors) Read(byte[] file)
    {
        var headerSize = 0;
        for (var i = 7; i >= 0; i--)
        {
            headerSize = checked((headerSize * 256) + file[i]);
        }

        Assert.Equal((byte)'{', file[8]);
        var header = Encoding.UTF8.GetString(file, 8, headerSize);
        Assert.EndsWith("}", header.TrimEnd(' '), StringComparison.Ordinal);
        var buffer = file[(8 + headerSize)..];
        var owned = new bool[buffer.Length];
        var metadata = new Dictionary<string, string>();
        var tensors = new Dictionary<string, (long[] Shape, float[] Values)>();
        using var json = JsonDocument.Parse(header);
        foreach (var entry in json.RootElement.EnumerateObject())
        {
            if (entry.Name == "__metadata__")
            {
                metadata = entry.Value.Deserialize<Dictionary<string, string>>()!;
                continue;
            }

            Assert.Equal("F32", entry.Value.GetProperty("dtype").GetString());
            var shape = entry.Value.GetProperty("shape").Deserialize<long[]>()!;
            var offsets = entry.Value.GetProperty("data_offsets").Deserialize<int[]>()!;
            var values = new List<float>();
            for (var place = offsets[0]; place < offsets[1]; place += 4)
            {
                for (var i = place; i < place + 4; i++)
                {
                    Assert.False(owned[i]);
                    owned[i] = true;
                }

                var bits = buffer[place] | (buffer[place + 1] << 8) | (buffer[place + 2] << 16) | (buffer[place + 3] << 24);
                values.Add(BitConverter.Int32BitsToSingle(bits));
            }

            Assert.Equal(shape.Aggregate(1L, (product, size) => product * size), values.Count);
            tensors.Add(entry.Name, (shape, [.. values]));
        }

        Assert.DoesNotContain(false, owned);
        return (metadata, tensors);
    }
}
