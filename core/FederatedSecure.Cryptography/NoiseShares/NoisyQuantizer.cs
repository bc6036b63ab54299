using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Numerics;
using FederatedSecure.Privacy;

namespace FederatedSecure.Cryptography.NoiseShares;

/// <summary>
/// Makes an update into whole numbers that carry the site's share of noise: v = z + y + H. Rounding is settled for the whole
/// vector first, since its norm decides; then each chunk gets its noise as it is made. Not safe for several threads at once.
/// </summary>
/// <remarks>
/// Guaranteed: Σz² is within the share's bound, whatever the update; every y is one exact draw of the noise, within its reach. With
/// a cryptographic source neither rounding nor noise can be known outside the site. Not guaranteed: constant time.
/// </remarks>
internal sealed class NoisyQuantizer : IQuantizer
{
    // Rounding fails with a probability of β ≤ 0.9 each time: this often in a row, below 10^−45.
    private const int MostTries = 1_000;

    private readonly NoiseShare _share;
    private readonly Func<long> _noise;
    private StochasticRounding? _rounding;

    private NoisyQuantizer(NoiseShare share, IRandomSource random) => (_share, _noise) = (share, SamplerOf(share, random));

    /// <summary>Settles how an update is rounded.</summary>
    /// <param name="share">The noise.</param>
    /// <param name="packing">Which values make a chunk.</param>
    /// <param name="update">The update: finite values.</param>
    /// <param name="scale">What brings its norm to the clip norm.</param>
    /// <param name="random">A cryptographic source in production.</param>
    /// <exception cref="ArgumentException">The scaled update is longer than the clip norm, or not finite.</exception>
    public static NoisyQuantizer Create(NoiseShare share, PackingPlan packing, ReadOnlySpan<float> update, double scale, IRandomSource random)
    {
        var quantizer = new NoisyQuantizer(share, random);
        var rounded = new uint[packing.Ring.Degree * packing.ValuesPerCoefficient];
        try
        {
            for (var tries = 0; tries < MostTries; tries++)
            {
                quantizer._rounding?.Dispose();
                quantizer._rounding = new StochasticRounding(random);
                if (quantizer.Squares(packing, update, scale, rounded) <= share.RoundedSquares)
                {
                    return quantizer;
                }
            }
        }
        finally
        {
            Array.Clear(rounded);
        }

        quantizer.Dispose();
        throw new ArgumentException("The update cannot be rounded within its norm: it was not clipped.", nameof(update));
    }

    /// <inheritdoc/>
    public void Quantize(int chunk, ReadOnlySpan<float> values, double scale, Span<uint> quantized)
    {
        Round(chunk, values, scale, quantized);
        foreach (ref var value in quantized)
        {
            value = (uint)(value + Noise());
        }
    }

    /// <summary>Rounds a chunk's values without noise: z + H.</summary>
    internal void Round(int chunk, ReadOnlySpan<float> values, double scale, Span<uint> rounded)
    {
        var (request, middle) = (_share.Request, _share.Request.Middle);
        _rounding!.Round(chunk, values, scale, request.Cut, middle * _share.Terms.Granularity, 2 * middle, rounded);
    }

    /// <inheritdoc/>
    public void Dispose() => _rounding?.Dispose();

    private static Func<long> SamplerOf(NoiseShare share, IRandomSource random)
    {
        var variance = share.Ratio * share.Ratio;
        if (share.Terms.Mechanism == DistributedMechanism.Skellam)
        {
            return new SkellamSampler(variance, random).Next;
        }

        // As a fraction, rounded up: never less noise than was promised.
        var denominator = DiscreteGaussianSampler.LargestDenominator;
        while (Math.Ceiling(variance * denominator) > DiscreteGaussianSampler.LargestNumerator)
        {
            denominator /= 2;
        }

        return new DiscreteGaussianSampler((long)Math.Ceiling(variance * denominator), denominator, random).Next;
    }

    private long Noise()
    {
        while (true)
        {
            var noise = _noise();
            if (Math.Abs(noise) <= _share.Reach)
            {
                return noise;
            }
        }
    }

    /// <summary>Σz².</summary>
    private UInt128 Squares(PackingPlan packing, ReadOnlySpan<float> update, double scale, Span<uint> buffer)
    {
        var (total, middle) = (UInt128.Zero, (long)_share.Request.Middle);
        for (var chunk = 0; chunk < packing.Chunks; chunk++)
        {
            var (start, count) = packing.ValuesOf(chunk);
            var rounded = buffer[..count];
            Round(chunk, update.Slice((int)start, count), scale, rounded);
            // A chunk has at most 2^17 numbers below 2^23: no overflow.
            var squares = 0UL;
            foreach (var value in rounded)
            {
                var distance = value - middle;
                squares += (ulong)(distance * distance);
            }

            total += squares;
        }

        return total;
    }
}
