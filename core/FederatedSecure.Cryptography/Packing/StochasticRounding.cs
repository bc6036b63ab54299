using System.Security.Cryptography;
using FederatedSecure.Cryptography.Lattice.Kernels;
using FederatedSecure.Cryptography.Packing.Kernels;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Packing;

/// <summary>The random numbers that round an update: the same for the same chunk, however often they are asked for.</summary>
internal sealed class StochasticRounding : IDisposable
{
    private const int Piece = 1024;
    private readonly CounterStream _stream;

    /// <param name="random">A cryptographic source in production.</param>
    public StochasticRounding(IRandomSource random)
    {
        Span<byte> key = stackalloc byte[CounterStream.KeySize];
        random.Fill(key);
        _stream = new CounterStream(key);
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>rounded = ⌊(clip(scale·x, ±cut) + range)·largest/(2·range) + u⌋.</summary>
    /// <exception cref="ArgumentException">The lengths differ, a value is NaN or infinite, or the scale is.</exception>
    public void Round(int chunk, ReadOnlySpan<float> values, double scale, double cut, double range, uint largest, Span<uint> rounded)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(chunk);
        if (values.Length != rounded.Length)
        {
            throw new ArgumentException($"{values.Length} values do not go into {rounded.Length} places.", nameof(rounded));
        }

        if (!double.IsFinite(scale) || !VectorKernels.AllFinite(values))
        {
            throw new ArgumentException("Only finite values can be quantized: the training diverged.", nameof(values));
        }

        Span<ulong> random = stackalloc ulong[Piece / 2];
        for (var start = 0; start < values.Length; start += Piece)
        {
            var count = Math.Min(Piece, values.Length - start);
            _stream.Fill((ulong)chunk, (ulong)(start / 4), random);
            QuantizeKernels.Quantize(values.Slice(start, count), scale, cut, range, largest, random, rounded.Slice(start, count));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
