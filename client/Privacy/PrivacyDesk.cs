using FederatedSecure.Client.Policy;
using FederatedSecure.Client.Work;
using FederatedSecure.Privacy;

namespace FederatedSecure.Client.Privacy;

/// <summary>Says what a private training would cost, and lets it begin only within what the site's owner allows and the job promises.</summary>
public sealed class PrivacyDesk(PrivacyLedger ledger, TimeProvider time)
{
    // What rounding makes of ε must not stop a job in its last round.
    private const double Rounding = 1 + 1e-6;

    /// <summary>What speaks against a training, before anything is accepted; null if nothing does.</summary>
    /// <param name="plan">A plan for private training.</param>
    /// <param name="policy">The site's policy.</param>
    /// <param name="records">Records in the training split.</param>
    public PolicyRefusal? Check(WorkPlan plan, SitePolicy policy, int records)
    {
        var terms = plan.Privacy!;
        if (Price(plan, records, out var refusal) is not { } price)
        {
            return refusal;
        }

        var entries = ledger.Entries;
        // A job that cannot be brought to its end is better not begun: what it has spent by then is lost.
        var rounds = entries.Any(entry => entry.Job == plan.Ref.JobId && entry.DataSet == plan.DataSet) ? 1 : terms.BudgetedRounds;
        return Check(plan, policy, entries, price.Times(price.Steps * rounds), isWholeJob: rounds > 1);
    }

    /// <summary>Writes down what a training costs, which may then begin.</summary>
    /// <returns>The noisy steps that it may take.</returns>
    /// <exception cref="PlanException">It would cost more than is allowed.</exception>
    /// <exception cref="LedgerException">It could not be written down.</exception>
    public SampledGaussian Spend(WorkPlan plan, SitePolicy policy, int records)
    {
        if (Price(plan, records, out var refusal) is not { } price)
        {
            throw new PlanException(refusal!.Code, refusal.Reason);
        }

        ledger.Append(
            new LedgerEntry(time.GetUtcNow(), plan.DataSet, plan.Ref.JobId, plan.JobName, plan.Ref.Round, plan.Ref.Attempt, price, records),
            entries =>
            {
                if (Check(plan, policy, entries, price, isWholeJob: false) is { } late)
                {
                    throw new PlanException(late.Code, late.Reason);
                }
            });
        return price;
    }

    /// <summary>What a job has spent of a data set so far, at its own δ.</summary>
    public PrivacyBudget SpentBy(WorkPlan plan)
    {
        var delta = plan.Privacy!.Delta;
        return new PrivacyBudget(SpentPrivacy.Epsilon(ledger.Entries.Where(entry => entry.Job == plan.Ref.JobId && entry.DataSet == plan.DataSet), delta), delta);
    }

    private static PolicyRefusal? Check(WorkPlan plan, SitePolicy policy, IReadOnlyList<LedgerEntry> entries, SampledGaussian price, bool isWholeJob)
    {
        if (policy.BudgetOf(plan.DataSet) is not { } budget)
        {
            return new("policy.privacy-budget", $"this site's policy gives \"{plan.DataSet}\" no privacy budget");
        }

        var next = new LedgerEntry(default, plan.DataSet, plan.Ref.JobId, plan.JobName, plan.Ref.Round, plan.Ref.Attempt, price, 0);
        var before = entries.Where(entry => entry.DataSet == plan.DataSet).ToList();
        var after = SpentPrivacy.Epsilon(before.Append(next), budget.Delta);
        if (!(after <= budget.Epsilon))
        {
            var spent = SpentPrivacy.Epsilon(before, budget.Delta);
            return new(
                "policy.privacy-budget",
                FormattableString.Invariant(
                    $"{(isWholeJob ? "the job" : "this round")} would bring \"{plan.DataSet}\" to ε = {after:F2} at δ = {budget.Delta:G2}; spent so far is {spent:F2}, and this site allows {budget.Epsilon:F2}"));
        }

        var job = before.Where(entry => entry.Job == plan.Ref.JobId).Append(next);
        return plan.Privacy!.Epsilon is { } promised && SpentPrivacy.Epsilon(job, plan.Privacy.Delta) is var total && !(total <= promised * Rounding)
            ? new(
                "policy.privacy-job",
                FormattableString.Invariant($"the job has used up the ε = {promised:G4} that it promised: this round would bring it to {total:F2}. Give it more spareRounds"))
            : null;
    }

    /// <summary>The cost of one round, or what is wrong with it.</summary>
    private SampledGaussian? Price(WorkPlan plan, int records, out PolicyRefusal? refusal)
    {
        var terms = plan.Privacy!;
        // The reasons go to the coordinator, which is not told how many records there are.
        refusal = plan.BatchSize > records
            ? new(
                "privacy.batch",
                $"batches of {plan.BatchSize} records on average are more than this site's data set has",
                FormattableString.Invariant($"its training split has {records:N0}, so that a record would be drawn with a probability above 1"))
            : null;
        if (refusal is not null)
        {
            return null;
        }

        var rate = (double)plan.BatchSize / records;
        var steps = (long)plan.LocalEpochs * ((records + plan.BatchSize - 1) / plan.BatchSize);
        var noise = terms.NoiseMultiplier ?? KnownNoise(plan, rate, steps) ?? NoiseFor(terms, rate, steps);
        if (noise is null)
        {
            refusal = new("privacy.unreachable", FormattableString.Invariant($"no amount of noise gives ε = {terms.Epsilon:G4} at δ = {terms.Delta:G2} for that many steps"));
            return null;
        }

        return new SampledGaussian(rate, noise.Value, steps);
    }

    /// <summary>The noise of the job's earlier rounds: it takes a second to work out.</summary>
    private double? KnownNoise(WorkPlan plan, double rate, long steps) => ledger.Entries
        .Where(entry => entry.Job == plan.Ref.JobId && entry.DataSet == plan.DataSet)
        .Select(entry => entry.Event)
        .OfType<SampledGaussian>()
        .FirstOrDefault(known => known.SamplingRate == rate && known.Steps == steps)?.NoiseMultiplier;

    private static double? NoiseFor(PrivacyTerms terms, double rate, long steps)
    {
        try
        {
            return NoiseCalibration.NoiseMultiplier(terms.Epsilon!.Value, terms.Delta, rate, steps * terms.BudgetedRounds);
        }
        catch (ArgumentException)
        {
            // No noise is enough.
            return null;
        }
    }
}
