using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using FederatedSecure.Statistics.Intervals;

namespace FederatedSecure.Lab.RedTeam.Privacy.Audits;

/// <summary>
/// What many trainings with and without one canary say of ε: whoever calls (ε, δ)-private trainings "with" rightly with probability TPR
/// and wrongly with FPR has TPR ≤ e^ε·FPR + δ (Kairouz, Oh &amp; Viswanath, ICML 2015), so that ε ≥ ln((TPR − δ)/FPR), and the same with
/// the roles exchanged (Jagielski, Ullman &amp; Oprea, NeurIPS 2020; Nasr et al., S&amp;P 2021).
/// </summary>
/// <remarks>
/// Both rates are taken at their Clopper-Pearson bounds, each at half the significance. The threshold, and which of the two
/// inequalities counts, are chosen on the first half of the trainings and tried on the second: chosen on the same ones, the bound would
/// not hold.
/// </remarks>
/// <example>100 and 100 trainings, told apart without error, δ = 0, significance 0.05: (0.025)^(1/50) against 1 − that, ε ≥ 2.566.</example>
internal static class ThresholdAudit
{
    /// <summary>The largest ε that the trainings refute; 0 where they refute nothing.</summary>
    /// <param name="with">One score for each training with the canary, in the order of the trainings; at least 2.</param>
    /// <param name="without">One for each training without; at least 2.</param>
    /// <param name="delta">δ.</param>
    /// <param name="significance">Probability of refuting an ε that holds.</param>
    public static double LowerBound(double[] with, double[] without, double delta, double significance)
    {
        var (m, n) = (with.Length / 2, without.Length / 2);
        var roc = new RocCurve(new MembershipScores(with[..m], without[..n]));
        var (best, threshold, isReversed) = (double.NegativeInfinity, 0.0, false);
        foreach (var step in roc.Steps)
        {
            var forward = Bound(step.TruePositives, m, step.FalsePositives, n, delta, significance);
            var backward = Bound(n - step.FalsePositives, n, m - step.TruePositives, m, delta, significance);
            if (Math.Max(forward, backward) > best)
            {
                (best, threshold, isReversed) = (Math.Max(forward, backward), step.Threshold, backward > forward);
            }
        }

        var hits = with[m..].Count(score => score >= threshold);
        var alarms = without[n..].Count(score => score >= threshold);
        var (positives, negatives) = (with.Length - m, without.Length - n);
        return Math.Max(0, isReversed
            ? Bound(negatives - alarms, negatives, positives - hits, positives, delta, significance)
            : Bound(hits, positives, alarms, negatives, delta, significance));
    }

    /// <summary>ln((lower bound of the right calls − δ)/upper bound of the wrong ones); −∞ where nothing is left above δ.</summary>
    private static double Bound(int right, int rightOf, int wrong, int wrongOf, double delta, double significance)
    {
        var power = ClopperPearson.LowerBound(right, rightOf, significance / 2) - delta;
        return power <= 0 ? double.NegativeInfinity : Math.Log(power / ClopperPearson.UpperBound(wrong, wrongOf, significance / 2));
    }
}
