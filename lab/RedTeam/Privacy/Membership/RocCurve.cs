using System.Collections.Immutable;

namespace FederatedSecure.Lab.RedTeam.Privacy.Membership;

/// <summary>
/// The receiver operating characteristic of scores: every threshold that makes a difference, from the one that calls nothing a member
/// to the one that calls everything a member. Equal scores stand or fall together.
/// </summary>
/// <example>Members 3, 2, 1 and non-members 2, 0: AUC (2 + 1.5 + 1)/6 = 0.75; at a false positive rate of 0 the true one is 1/3.</example>
internal sealed class RocCurve
{
    /// <param name="scores">At least one member and one non-member; infinite values are allowed.</param>
    /// <exception cref="ArgumentException">There are none of a kind, or a score is not a number.</exception>
    public RocCurve(MembershipScores scores)
    {
        Members = scores.Members.Length;
        NonMembers = scores.NonMembers.Length;
        if (Members == 0 || NonMembers == 0)
        {
            throw new ArgumentException("There must be at least one member and one non-member.", nameof(scores));
        }

        if (scores.Members.Any(double.IsNaN) || scores.NonMembers.Any(double.IsNaN))
        {
            throw new ArgumentException("Scores must be numbers: one of them is NaN.", nameof(scores));
        }

        var (members, others) = (Descending(scores.Members), Descending(scores.NonMembers));
        var steps = ImmutableArray.CreateBuilder<RocStep>();
        steps.Add(new RocStep(double.PositiveInfinity, 0, 0));
        var (hits, alarms) = (0, 0);
        while (hits < Members || alarms < NonMembers)
        {
            var threshold = Math.Max(
                hits < Members ? members[hits] : double.NegativeInfinity, alarms < NonMembers ? others[alarms] : double.NegativeInfinity);
            var (hitsBefore, alarmsBefore) = (hits, alarms);
            hits = CountFrom(members, hits, threshold);
            alarms = CountFrom(others, alarms, threshold);
            Wins += (hitsBefore * (double)(alarms - alarmsBefore)) + (0.5 * (hits - hitsBefore) * (alarms - alarmsBefore));
            steps.Add(new RocStep(threshold, alarms, hits));
        }

        Steps = steps.ToImmutable();
    }

    /// <summary>Number of members.</summary>
    public int Members { get; }

    /// <summary>Number of non-members.</summary>
    public int NonMembers { get; }

    /// <summary>From (0, 0) to (1, 1), thresholds falling.</summary>
    public ImmutableArray<RocStep> Steps { get; }

    /// <summary>The area under the curve: the probability that a member scores more than a non-member, ties counted half (Mann &amp; Whitney 1947).</summary>
    public double Auc => Wins / Members / NonMembers;

    private double Wins { get; }

    /// <summary>The step with the most true positives among those whose false positive rate is at most this.</summary>
    /// <param name="falsePositiveRate">0 to 1. At 0 only what scores above every non-member counts.</param>
    public RocStep At(double falsePositiveRate)
    {
        var best = Steps[0];
        foreach (var step in Steps)
        {
            // Divided, not multiplied: 29 of 100 is 0.29 to the last bit, while 0.29 · 100 is less than 29.
            if ((double)step.FalsePositives / NonMembers > falsePositiveRate)
            {
                break;
            }

            best = step;
        }

        return best;
    }

    /// <summary>The step with the largest sum of true positive and true negative rate; the highest threshold among equals.</summary>
    public RocStep MostAccurate() =>
        Steps.MaxBy(step => ((double)step.TruePositives / Members) - ((double)step.FalsePositives / NonMembers));

    private static double[] Descending(double[] values)
    {
        var sorted = (double[])values.Clone();
        Array.Sort(sorted);
        Array.Reverse(sorted);
        return sorted;
    }

    private static int CountFrom(double[] descending, int first, double threshold)
    {
        while (first < descending.Length && descending[first] >= threshold)
        {
            first++;
        }

        return first;
    }
}
