using FederatedSecure.Statistics.Intervals;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace FederatedSecure.Lab.RedTeam.Defences.Smoothing;

/// <summary>
/// What n noisy looks at an input prove of the smoothed classifier g(x) = argmax P(f(x + N(0, σ²I)) = c): with probability 1 − α, its answer
/// is the counted class for every input within the L2 radius σ·Φ⁻¹(p), p the one-sided Clopper-Pearson lower bound of that class's
/// probability (Cohen et al., ICML 2019, theorem 1 and algorithm CERTIFY). Where p is below ½ it abstains.
/// </summary>
/// <param name="LowerBound">p.</param>
/// <param name="Radius">The radius; 0 where it abstains.</param>
/// <param name="Abstains">Whether nothing is proved.</param>
/// <remarks>The class has to be chosen with other noise than the one that is counted, else the bound does not hold.</remarks>
/// <example>100,000 of 100,000 at α = 0.001 and σ = 1: p = 0.001^(1/100000) = 0.9999309, radius 3.8115.</example>
internal readonly record struct Certificate(double LowerBound, double Radius, bool Abstains)
{
    /// <summary>What counts prove.</summary>
    /// <param name="top">How many of the looks gave the class.</param>
    /// <param name="samples">n, at least 1.</param>
    /// <param name="alpha">How often the statement may be wrong, between 0 and 1.</param>
    /// <param name="sigma">Standard deviation of the noise.</param>
    public static Certificate Of(long top, long samples, double alpha, double sigma)
    {
        var bound = ClopperPearson.LowerBound(top, samples, alpha);
        return bound < 0.5 ? new Certificate(bound, 0, Abstains: true) : new Certificate(bound, sigma * Normal.InvCDF(0, 1, bound), Abstains: false);
    }

    /// <summary>
    /// The two-sided probability that the two most frequent classes would differ as much if both were equally likely: PREDICT abstains
    /// where it is above α.
    /// </summary>
    /// <param name="first">Count of one class.</param>
    /// <param name="second">Count of the other.</param>
    public static double PredictionPValue(long first, long second)
    {
        var (trials, more) = (first + second, Math.Max(first, second));

        // P(X ≥ k) of n fair coins is I_½(k, n − k + 1); the other tail is the same.
        return 2 * more == trials ? 1 : Math.Min(1, 2 * SpecialFunctions.BetaRegularized(more, trials - more + 1, 0.5));
    }
}
