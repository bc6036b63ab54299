using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FederatedSecure.Learning.Training;
using FederatedSecure.Numerics;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion;

/// <summary>
/// A random stream for every record, which follows from a seed and the record itself. So what happens to a record depends neither on
/// the batch it is in nor on which others have left it, and an ensemble that attacks fewer records attacks each as its members would.
/// </summary>
internal sealed class RecordRandom
{
    private readonly SeededRandomSource[] _streams;

    /// <param name="seed">Together with a record's values it chooses the record's stream.</param>
    /// <param name="inputs">[n, …]: the clean records.</param>
    public RecordRandom(ulong seed, Tensor inputs)
    {
        var values = inputs.ToValues();
        var length = values.Length / (int)Math.Max(1, inputs.shape[0]);
        _streams = [.. Enumerable.Range(0, (int)inputs.shape[0]).Select(i => new SeededRandomSource(seed, Digest(values.AsSpan(i * length, length))))];
    }

    /// <summary>A number from [0, 1) for a record, with 53 random bits.</summary>
    public double Unit(int record)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        _streams[record].Fill(bytes);
        return (MemoryMarshal.Read<ulong>(bytes) >> 11) * (1.0 / (1L << 53));
    }

    /// <summary>A whole number from 0 to below <paramref name="limit"/>.</summary>
    public int Below(int record, int limit) => (int)(Unit(record) * limit);

    /// <summary>−1 or 1.</summary>
    public float Sign(int record)
    {
        Span<byte> one = stackalloc byte[1];
        _streams[record].Fill(one);
        return (one[0] & 1) == 0 ? -1 : 1;
    }

    /// <summary>Uniform on [−1, 1), for these records, in the shape of <paramref name="like"/> [k, …].</summary>
    public Tensor Symmetric(ReadOnlySpan<int> records, Tensor like) =>
        Draw(records, like, static (stream, row) =>
        {
            stream.Fill(MemoryMarshal.AsBytes(row));
            foreach (ref var value in row)
            {
                value = (BitConverter.SingleToUInt32Bits(value) >> 8) * (1f / (1 << 23)) - 1;
            }
        });

    /// <summary>Standard normal, by Box and Muller, for these records, in the shape of <paramref name="like"/> [k, …].</summary>
    public Tensor Normal(ReadOnlySpan<int> records, Tensor like) =>
        Draw(records, like, static (stream, row) =>
        {
            Span<uint> pair = stackalloc uint[2];
            foreach (ref var value in row)
            {
                stream.Fill(MemoryMarshal.AsBytes(pair));
                value = (float)(Math.Sqrt(-2 * Math.Log((pair[0] + 1.0) / (1L << 32))) * Math.Cos(2 * Math.PI * pair[1] / (1L << 32)));
            }
        });

    /// <summary>A number for a record that follows from its values.</summary>
    public static ulong Digest(ReadOnlySpan<float> record)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(record), digest);
        return MemoryMarshal.Read<ulong>(digest);
    }

    private delegate void FillRow(SeededRandomSource stream, Span<float> row);

    private Tensor Draw(ReadOnlySpan<int> records, Tensor like, FillRow fill)
    {
        var length = (int)(like.numel() / Math.Max(1, like.shape[0]));
        var values = new float[records.Length * length];
        for (var i = 0; i < records.Length; i++)
        {
            fill(_streams[records[i]], values.AsSpan(i * length, length));
        }

        return TorchData.Upload(values, like.shape, like.device);
    }
}
