using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Packing;

/// <summary>
/// Real numbers in [−r, r] as integers from 0 to L = 2^bits − 1, by unbiased stochastic rounding:
/// v = ⌊(clip(s·x, ±r) + r)·L/2r + u⌋ with u uniform in [0, 1), so that E[v] is the unrounded value.
/// </summary>
/// <remarks>
/// u is a multiple of 2^−32 from AES-128 in counter mode, keyed by the random source: an attacker who knew it could aim at the
/// rounding. A sum of n values decodes as Σv·2r/L − n·r; its rounding error has mean 0 and a variance of at most n·(2r/L)²/4.
/// Clipping a coordinate to ±r is biased; take r large enough that it is rare. Safe for several threads on different chunks.
/// </remarks>
/// <example>bits = 8, r = 1: −1 becomes 0, 1 becomes 255, 0 becomes 127 or 128 with equal chances.</example>
public sealed class Quantizer : IQuantizer
{
    private readonly StochasticRounding _rounding;

    /// <param name="bits">From 8 to 24.</param>
    /// <param name="range">r, from 1e-30 to 1e30.</param>
    /// <param name="random">A cryptographic source in production.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bits or the range are outside their range.</exception>
    public Quantizer(int bits, double range, IRandomSource random)
    {
        RequireScale(bits, range);
        Bits = bits;
        Range = range;
        _rounding = new StochasticRounding(random);
    }

    /// <summary>Bits of a quantized value.</summary>
    public int Bits { get; }

    /// <summary>r.</summary>
    public double Range { get; }

    /// <inheritdoc/>
    public void Quantize(int chunk, ReadOnlySpan<float> values, double scale, Span<uint> quantized) =>
        _rounding.Round(chunk, values, scale, Range, Range, (1u << Bits) - 1, quantized);

    /// <summary>The real sums that integer sums stand for: Σv·2r/L − n·r.</summary>
    /// <param name="bits">From 8 to 24.</param>
    /// <param name="range">r.</param>
    /// <param name="sums">Σv.</param>
    /// <param name="members">n.</param>
    /// <param name="values">Receives the sums.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Dequantize(int bits, double range, ReadOnlySpan<ulong> sums, int members, Span<double> values)
    {
        RequireScale(bits, range);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(members);
        if (values.Length != sums.Length)
        {
            throw new ArgumentException($"{sums.Length} sums do not go into {values.Length} places.", nameof(values));
        }

        var largest = (double)((1u << bits) - 1);
        var middle = members * largest / 2;
        var step = 2 * range / largest;
        for (var i = 0; i < sums.Length; i++)
        {
            values[i] = (sums[i] - middle) * step;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _rounding.Dispose();

    private static void RequireScale(int bits, double range)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, PackingRequest.MinimumBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, PackingRequest.MaximumBits);
        if (!(range is >= 1e-30 and <= 1e30))
        {
            throw new ArgumentOutOfRangeException(nameof(range), range, "The range of a coordinate lies between 1e-30 and 1e30.");
        }
    }
}
