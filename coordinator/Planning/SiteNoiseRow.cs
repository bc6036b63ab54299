using FederatedSecure.Cryptography.NoiseShares;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Coordinator.Planning;

/// <summary>One ε and what it takes.</summary>
/// <param name="Epsilon">ε of the whole job, for a site.</param>
/// <param name="EpsilonOfOneRound">ε of a round alone.</param>
/// <param name="Deviation">σ of one site's noise in a coordinate, in clip norms.</param>
/// <param name="StepToNoise">γ / σ: how coarse the numbers are, compared to the noise.</param>
/// <param name="Sensitivity">The norm of an update after rounding, at most, in clip norms; 1 would be without rounding.</param>
/// <param name="NoiseToClip">The norm of the noise of the mean over all sites, expected, in clip norms: above 1 it outweighs any update.</param>
/// <param name="IsJob">Whether this is what the job file asks for.</param>
internal sealed record SiteNoiseRow(
    double Epsilon, double EpsilonOfOneRound, double Deviation, double StepToNoise, double Sensitivity, double NoiseToClip, bool IsJob)
{
    public static SiteNoiseRow Of(NoiseShare share, JobSpec spec, bool isJob)
    {
        var clip = share.Request.ClipNorm;
        return new SiteNoiseRow(
            share.Epsilon(share.Terms.BudgetedRounds),
            share.Epsilon(1),
            share.Terms.Deviation / clip,
            share.Terms.Granularity / share.Terms.Deviation,
            share.RoundedNorm / clip,
            share.Terms.Deviation / clip * Math.Sqrt((double)share.Request.Values / spec.Cohort.Size),
            isJob);
    }
}
