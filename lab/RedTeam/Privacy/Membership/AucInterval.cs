using FederatedSecure.Statistics.Intervals;
using MathNet.Numerics.Distributions;

namespace FederatedSecure.Lab.RedTeam.Privacy.Membership;

/// <summary>
/// An interval for an area under the curve: DeLong, DeLong &amp; Clarke-Pearson (Biometrics 1988), from how the scores of one kind lie
/// among those of the other, with ties. Asymptotic.
/// </summary>
/// <remarks>
/// Where one kind scores above the other throughout, its variance is 0 and says nothing. Then the interval is that of min(m, n)
/// independent pairs of a member and a non-member, all of which came out the same way: exact, and wide.
/// </remarks>
internal static class AucInterval
{
    /// <summary>The two-sided interval.</summary>
    /// <param name="scores">At least two of each kind for more than [0, 1].</param>
    /// <param name="confidence">Strictly between 0 and 1.</param>
    public static Interval Of(MembershipScores scores, double confidence = 0.95)
    {
        var (m, n) = (scores.Members.Length, scores.NonMembers.Length);
        if (m < 2 || n < 2)
        {
            return new Interval(0, 1);
        }

        var auc = new RocCurve(scores).Auc;
        var variance = (Spread(scores.Members, scores.NonMembers, auc) / m) + (Spread(scores.NonMembers, scores.Members, 1 - auc) / n);
        if (variance > 0)
        {
            var half = Normal.InvCDF(0, 1, (1 + confidence) / 2) * Math.Sqrt(variance);
            return new Interval(Math.Max(0, auc - half), Math.Min(1, auc + half));
        }

        var pairs = Math.Min(m, n);
        return auc == 1 ? ClopperPearson.TwoSided(pairs, pairs, confidence)
            : auc == 0 ? ClopperPearson.TwoSided(0, pairs, confidence)
            : new Interval(auc, auc);
    }

    /// <summary>Variance, over scores of one kind, of the part of the other kind that lies below.</summary>
    private static double Spread(double[] scores, double[] others, double mean)
    {
        var sorted = (double[])others.Clone();
        Array.Sort(sorted);
        var sum = 0.0;
        foreach (var score in scores)
        {
            var (below, notAbove) = (Count(sorted, other => other < score), Count(sorted, other => other <= score));
            var placement = 0.5 * (below + notAbove) / sorted.Length;
            sum += (placement - mean) * (placement - mean);
        }

        return sum / (scores.Length - 1);
    }

    /// <summary>How many of the first values of a sorted list hold, where all that do come first.</summary>
    private static int Count(double[] sorted, Func<double, bool> holds)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = holds(sorted[middle]) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
