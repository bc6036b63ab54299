using FederatedSecure.Privacy;

namespace FederatedSecure.Client.Privacy;

/// <summary>Adds up what ledger entries have spent.</summary>
public static class SpentPrivacy
{
    /// <summary>ε at δ of all these entries together: an upper bound, for one record added or removed.</summary>
    /// <param name="entries">Entries of one data set.</param>
    /// <param name="delta">δ.</param>
    /// <returns>ε; infinite where declarations alone take up δ, or where no noise was added.</returns>
    /// <remarks>
    /// Trainings compose through their privacy loss distributions. What was declared is known as a pair only, and adds up as pairs do:
    /// the ε of all, the δ of all.
    /// </remarks>
    public static double Epsilon(IEnumerable<LedgerEntry> entries, double delta)
    {
        var list = entries.ToList();
        var declared = list.Select(entry => entry.Declared).OfType<PrivacyBudget>().ToList();
        var rest = delta - declared.Sum(budget => budget.Delta);
        return rest > 0
            ? declared.Sum(budget => budget.Epsilon) + PrivacyHistory.Empty.Add(list.Select(entry => entry.Event).OfType<SampledGaussian>()).Epsilon(rest).Upper
            : double.PositiveInfinity;
    }
}
