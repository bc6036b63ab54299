using FederatedSecure.Numerics;

namespace FederatedSecure.Privacy;

/// <summary>
/// Draws Skellam values: differences of two Poisson values of mean μ/2. Sums of independent Skellam values are Skellam again,
/// with added variances, which is why they suit noise that many sites share (Agarwal, Kairouz and Liu, 2021).
/// </summary>
/// <remarks>
/// Poisson values are drawn by inversion below a mean of 10 and by transformed rejection above (Hörmann, "The transformed
/// rejection method for generating Poisson random variables", 1993, PTRS). Decisions compare double-precision numbers, so
/// probabilities are right to a relative 1e-13 or so and values rarer than 2^−53 may be missing: good for noise, where the
/// accounting has more slack than that, but not exact as <see cref="DiscreteGaussianSampler"/> is. Not constant time, and not
/// safe for several threads at once.
/// </remarks>
public sealed class SkellamSampler
{
    private const double LargestVariance = 1e12;
    private readonly RandomWords _words;
    private readonly double _mean;

    /// <param name="variance">μ, above 0 and at most 10^12.</param>
    /// <param name="source">Random bits: a cryptographic source wherever privacy depends on it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The variance is outside its range.</exception>
    public SkellamSampler(double variance, IRandomSource source)
    {
        Require.Positive(variance, nameof(variance));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(variance, LargestVariance);
        (_mean, _words) = (variance / 2, new RandomWords(source));
    }

    /// <summary>One value.</summary>
    public long Next() => Poisson() - Poisson();

    /// <summary>Fills a vector with independent values.</summary>
    public void Fill(Span<long> destination)
    {
        foreach (ref var value in destination)
        {
            value = Next();
        }
    }

    private long Poisson() => _mean < 10 ? Inversion() : TransformedRejection();

    private long Inversion()
    {
        var (k, probability) = (0L, Math.Exp(-_mean));
        for (var rest = Uniform(); rest >= probability && probability > 0; k++)
        {
            rest -= probability;
            probability *= _mean / (k + 1);
        }

        return k;
    }

    private long TransformedRejection()
    {
        var b = 0.931 + (2.53 * Math.Sqrt(_mean));
        var a = -0.059 + (0.02483 * b);
        var inverseAlpha = 1.1239 + (1.1328 / (b - 3.4));
        var squeeze = 0.9277 - (3.6224 / (b - 2));
        while (true)
        {
            var u = Uniform() - 0.5;
            var v = 1 - Uniform();
            var us = 0.5 - Math.Abs(u);
            var k = Math.Floor((((2 * a / us) + b) * u) + _mean + 0.43);
            if (us >= 0.07 && v <= squeeze)
            {
                return (long)k;
            }

            if (k >= 0 && !(us < 0.013 && v > us)
                && Math.Log(v * inverseAlpha / ((a / (us * us)) + b)) <= (k * Math.Log(_mean)) - _mean - SpecialFunctions.LogFactorial(k))
            {
                return (long)k;
            }
        }
    }

    private double Uniform() => (_words.Next() >> 11) * (1.0 / (1UL << 53));
}
