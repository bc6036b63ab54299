namespace FederatedSecure.Privacy;

/// <summary>
/// Bounds in closed form, for steps whose losses fit no grid: almost no noise, whose losses are in the thousands, or so much
/// of it or so small a rate that the losses vanish beside 1. True for all steps, and loose: nobody trains so.
/// </summary>
internal static class OutsideTheGrid
{
    private const double LeastNoise = 0.01;
    private const double MostNoise = 1e6;
    private const double LeastRate = 1e-12;

    /// <summary>Whether the losses fit a grid after all.</summary>
    public static bool Fits(IReadOnlyList<SampledGaussian> steps) =>
        steps.All(some => some is { NoiseMultiplier: >= LeastNoise and <= MostNoise, SamplingRate: >= LeastRate });

    /// <summary>A bound on δ(0), and thus on every δ(ε): the total variations of the steps add up.</summary>
    public static double TotalVariation(IReadOnlyList<SampledGaussian> steps) =>
        steps.Sum(some => some.Steps * SingleStep.Delta(some, 0));

    /// <summary>At least what the costliest step alone costs, at most what all cost with the full sample.</summary>
    public static EpsilonBounds Epsilon(IReadOnlyList<SampledGaussian> steps, double delta)
    {
        var lower = steps.Max(some => SingleStep.Epsilon(some, delta));
        var full = AnalyticGaussian.Epsilon(FullSample(steps), 1, delta);
        var upper = Math.Min(full, RenyiAccountant.Epsilon(steps, delta, RenyiOrders.Standard).Upper);
        return new EpsilonBounds(upper, Math.Min(lower, upper));
    }

    /// <summary>From above.</summary>
    public static double Delta(IReadOnlyList<SampledGaussian> steps, double epsilon) => Math.Min(
        Math.Min(1, TotalVariation(steps)),
        Math.Min(AnalyticGaussian.Delta(FullSample(steps), 1, epsilon), RenyiAccountant.Delta(steps, epsilon, RenyiOrders.Standard)));

    /// <summary>σ of the one Gaussian mechanism that all steps are with the full sample; 0 where it is too small for a number.</summary>
    private static double FullSample(IReadOnlyList<SampledGaussian> steps) =>
        1 / Math.Sqrt(Math.Max(double.Epsilon, steps.Sum(some => some.Steps / (some.NoiseMultiplier * some.NoiseMultiplier))));
}
