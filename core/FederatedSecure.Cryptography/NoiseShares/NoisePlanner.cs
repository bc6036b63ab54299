using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FederatedSecure.Cryptography.NoiseShares;

/// <summary>Works out terms that keep a promise: how much noise, in steps of which size.</summary>
public static class NoisePlanner
{
    private const double LeastNoise = 1e-6, MostNoise = 1e9;

    /// <summary>The least noise that gives an ε.</summary>
    /// <param name="promise">All but deviation and granularity, which are not looked at.</param>
    /// <param name="request">What the noise is added to.</param>
    /// <param name="terms">The terms.</param>
    /// <param name="problem">Why there are none, and what to change.</param>
    public static bool TryCalibrate(
        NoiseTerms promise, NoiseRequest request, [NotNullWhen(true)] out NoiseTerms? terms, [NotNullWhen(false)] out string? problem)
    {
        // ε falls with the noise, until rounding to ever coarser steps gives away more than the noise hides.
        (terms, problem) = (null, null);
        for (var (low, high) = (Math.Log(LeastNoise), Math.Log(MostNoise)); high - low > 1e-4;)
        {
            var middle = (low + high) / 2;
            var attempt = promise with { Deviation = Math.Exp(middle) * request.ClipNorm };
            if (TryGranulate(attempt, request, out var granulated, out problem) && NoiseShare.TryCreate(granulated, request, out _, out problem))
            {
                (terms, high) = (granulated, middle);
            }
            else
            {
                low = middle;
            }
        }

        if (terms is null)
        {
            problem = string.Create(
                CultureInfo.InvariantCulture,
                $"no amount of noise at {request.BucketSize - promise.Colluding} sites gives a site ε = {promise.Epsilon:G4} at δ = {promise.Delta:G2} over {promise.BudgetedRounds} rounds in {request.Bits} bits: "
                + $"take more bits, larger buckets, fewer rounds or a larger epsilon ({problem})");
        }

        return terms is not null;
    }

    /// <summary>The ε of a given noise.</summary>
    /// <param name="noise">All but granularity and ε, which are not looked at.</param>
    /// <param name="request">What the noise is added to.</param>
    /// <param name="terms">The terms.</param>
    /// <param name="problem">Why there are none, and what to change.</param>
    public static bool TryMeasure(
        NoiseTerms noise, NoiseRequest request, [NotNullWhen(true)] out NoiseTerms? terms, [NotNullWhen(false)] out string? problem)
    {
        terms = null;
        if (!TryGranulate(noise with { Epsilon = NoiseShare.LargestEpsilon }, request, out var granulated, out problem)
            || !NoiseShare.TryCreate(granulated, request, out var share, out problem))
        {
            return false;
        }

        terms = granulated with { Epsilon = share.Epsilon(granulated.BudgetedRounds) };
        return true;
    }

    /// <summary>The finest steps in which update and noise fit into their bits; no finer than samplers take.</summary>
    private static bool TryGranulate(
        NoiseTerms terms, NoiseRequest request, [NotNullWhen(true)] out NoiseTerms? granulated, [NotNullWhen(false)] out string? problem)
    {
        granulated = null;
        problem = request.Problem();
        if (problem is not null)
        {
            return false;
        }

        // A good guess to begin with: noise that reaches as many deviations as the normal distribution does.
        var step = Math.Max(
            (request.Cut + (terms.Deviation * NoiseShare.NormalReach(request.Values))) / request.Middle, terms.Deviation / NoiseShare.LargestRatio);
        while (Math.Ceiling(request.Cut / step) + NoiseShare.ReachOf(terms.Mechanism, terms.Deviation / step, request.Values) > request.Middle)
        {
            step *= 1.001;
        }

        if (terms.Deviation / step < NoiseShare.SmallestRatio)
        {
            problem = string.Create(
                CultureInfo.InvariantCulture,
                $"noise of {terms.Deviation:G4} is too fine for {request.Bits} bits that also hold coordinates of up to ±{request.Cut:G4}: take more bits, a smaller range or more noise");
            return false;
        }

        granulated = terms with { Granularity = step };
        return true;
    }
}
