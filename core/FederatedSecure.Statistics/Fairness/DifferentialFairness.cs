namespace FederatedSecure.Statistics.Fairness;

/// <summary>
/// Empirical differential fairness (Foulds et al., ICDE 2020): the least ε for which, between any two groups (intersections, usually), the
/// odds of either outcome differ by at most the factor e^ε: max |ln P(o | g) − ln P(o | h)| over outcomes o and groups g, h. The rates are
/// smoothed with a Dirichlet prior, (n₁ + κ/2)/(n + κ), so that a small group does not make ε infinite.
/// </summary>
public static class DifferentialFairness
{
    /// <summary>ε; NaN for fewer than two groups.</summary>
    /// <param name="groups">For each group, the weight of its favourable outcomes and of all.</param>
    /// <param name="concentration">κ, not negative; with 0 a group without either outcome makes ε infinite.</param>
    public static double Epsilon(IEnumerable<(double Favourable, double Total)> groups, double concentration = 1)
    {
        if (!(concentration >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(concentration), concentration, "A prior's concentration is not negative.");
        }

        double[] rates = [.. groups.Select(group => (group.Favourable + (concentration / 2)) / (group.Total + concentration))];
        if (rates.Length < 2 || Array.Exists(rates, double.IsNaN))
        {
            return double.NaN;
        }

        // The largest gap of logarithms is the one between the largest and the smallest rate.
        var (least, most) = (rates.Min(), rates.Max());
        return least == most ? 0 : Math.Max(Math.Log(most / least), Math.Log((1 - least) / (1 - most)));
    }

    /// <summary>ε of the decisions less ε of the truth: what the classifier adds to the inequality that the data have.</summary>
    /// <param name="groups">Decisions of each group.</param>
    /// <param name="concentration">κ.</param>
    public static double BiasAmplification(IReadOnlyCollection<Confusion> groups, double concentration = 1) =>
        Epsilon(groups.Select(group => (group.TruePositives + group.FalsePositives, group.Total)), concentration)
        - Epsilon(groups.Select(group => (group.TruePositives + group.FalseNegatives, group.Total)), concentration);
}
