using FederatedSecure.Client.Policy;
using FederatedSecure.Client.Work;

namespace FederatedSecure.Client.Privacy;

/// <summary>
/// Holds a plan's noise in shares against what the site knows of the job. That the noise gives the ε that it promises, and fits, was
/// found when the plan was read.
/// </summary>
internal static class SiteNoiseCheck
{
    /// <summary>What speaks against a plan; null if nothing does.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="journal">What the site has done.</param>
    public static PolicyRefusal? Check(WorkPlan plan, Journal journal)
    {
        if (plan.Kind != WorkKind.Train)
        {
            return null;
        }

        var noise = SiteNoiseEntry.Of(plan.Secure?.Noise);
        if (journal.TryGetNoise(plan, out var before) && before != noise)
        {
            // A job's promise is one about all of its rounds.
            return new("plan.site-noise", "the plan asks for other noise in shares than this job's earlier plans did");
        }

        var trainings = journal.TrainingsOf(plan);
        return noise is not null && trainings >= noise.BudgetedRounds
            ? new("privacy.site-noise", $"the job has promised this site an ε for {noise.BudgetedRounds} rounds, and {trainings} are used up. Give it more spareRounds in encryption.siteNoise")
            : null;
    }
}
