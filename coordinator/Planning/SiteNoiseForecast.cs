using System.Collections.Immutable;
using FederatedSecure.Cryptography.NoiseShares;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Coordinator.Planning;

/// <summary>What noise in shares takes, and what it promises a site as a whole. Nothing about records.</summary>
/// <param name="Mechanism">The kind of noise, as in job files.</param>
/// <param name="Delta">δ.</param>
/// <param name="BudgetedRounds">Rounds that the promise is made for.</param>
/// <param name="Shares">Shares of noise counted on in every sum.</param>
/// <param name="Colluding">Sites of a bucket whose noise is not counted on.</param>
/// <param name="ReachLog2">log2 of a bound on the probability that a site's noise does not fit its bits and is drawn anew, which is counted.</param>
/// <param name="Rows">The job's own figures, among those that other ε would take.</param>
internal sealed record SiteNoiseForecast(
    string Mechanism, double Delta, int BudgetedRounds, int Shares, int Colluding, double ReachLog2, ImmutableArray<SiteNoiseRow> Rows)
{
    private static readonly ImmutableArray<double> Usual = [1, 2, 4, 8];

    /// <summary>The forecast; null for a job without such noise.</summary>
    public static SiteNoiseForecast? Of(JobSpec spec)
    {
        if (spec.Noise is not { } noise)
        {
            return null;
        }

        var own = SiteNoiseRow.Of(noise, spec, isJob: true);
        var others = Usual
            .Where(epsilon => Math.Abs(epsilon - own.Epsilon) > 1e-2 * epsilon)
            .Select(epsilon => spec.Encryption!.SiteNoise! with { Epsilon = epsilon, Deviation = null })
            .Select(other => other.TryPlan(spec.Encryption!, spec.Model.ParameterCount, spec.Rounds, out var share, out _) ? SiteNoiseRow.Of(share, spec, isJob: false) : null)
            .OfType<SiteNoiseRow>();
        return new SiteNoiseForecast(
            noise.Terms.Mechanism == FederatedSecure.Privacy.DistributedMechanism.Skellam ? "skellam" : "discrete-gaussian",
            noise.Terms.Delta,
            noise.Terms.BudgetedRounds,
            noise.Shares,
            noise.Terms.Colluding,
            NoiseShare.TailLog2,
            [.. others.Append(own).OrderBy(row => row.Epsilon)]);
    }
}
