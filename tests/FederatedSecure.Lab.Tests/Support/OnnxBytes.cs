using System.Buffers.Binary;
using System.Text;

namespace FederatedSecure.Lab.Tests.Support;

/// <summary>Writes a linear layer as an ONNX file, field by field after onnx.proto, so that the reader is checked against the format itself.</summary>
internal static class OnnxBytes
{
    /// <summary>logits = x·Wᵀ + b as one Gemm.</summary>
    /// <param name="w">Row by row, a class each.</param>
    /// <param name="b">One a class.</param>
    /// <param name="batch">Records that it takes at a time; null for any number.</param>
    public static byte[] Linear(float[][] w, float[] b, int? batch = null)
    {
        var features = w[0].Length;
        var transpose = Message(Text(1, "transB"), Number(3, 1), Number(20, 2));
        var node = Message(Text(1, "x"), Text(1, "w"), Text(1, "b"), Text(2, "logits"), Text(4, "Gemm"), Inner(5, transpose));
        var graph = Message(
            Inner(1, node),
            Text(2, "linear"),
            Inner(5, Initializer("w", [.. w.SelectMany(row => row)], b.Length, features)),
            Inner(5, Initializer("b", b, b.Length)),
            Inner(11, Value("x", batch, features)),
            Inner(12, Value("logits", batch, b.Length)));
        return Message(Number(1, 8), Inner(7, graph), Inner(8, Message(Text(1, ""), Number(2, 13))));
    }

    private static byte[] Initializer(string name, float[] values, params int[] shape)
    {
        var raw = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), values[i]);
        }

        return Message([.. shape.Select(size => Number(1, size)), Number(2, 1), Text(8, name), Inner(9, raw)]);
    }

    private static byte[] Value(string name, int? batch, int width)
    {
        var first = batch is { } size ? Message(Number(1, size)) : Message(Text(2, "n"));
        var shape = Message(Inner(1, first), Inner(1, Message(Number(1, width))));
        return Message(Text(1, name), Inner(2, Message(Inner(1, Message(Number(1, 1), Inner(2, shape))))));
    }

    private static byte[] Message(params byte[][] fields) => [.. fields.SelectMany(field => field)];

    private static byte[] Text(int field, string text) => Inner(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Inner(int field, byte[] content) => [.. Varint((field << 3) | 2), .. Varint(content.Length), .. content];

    private static byte[] Number(int field, int value) => [.. Varint(field << 3), .. Varint(value)];

    private static List<byte> Varint(int value)
    {
        var bytes = new List<byte>();
        for (var rest = (uint)value; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                bytes.Add((byte)rest);
                return bytes;
            }

            bytes.Add((byte)(rest | 0x80));
        }
    }
}
