using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using MathNet.Numerics.Distributions;

namespace FederatedSecure.Lab.Batch.Functions;

/// <summary>How `mia.lira` scores.</summary>
/// <param name="IsOnline">Against models with the record as well.</param>
/// <param name="Variance">Where the deviations come from.</param>
/// <param name="IsDensity">Offline: how unlikely the observation is, as the authors' program has it, and not how large, as their paper.</param>
internal readonly record struct LiraVariant(bool IsOnline, LiraVariance Variance, bool IsDensity)
{
    private static readonly double HalfLogTwoPi = Math.Log(2 * Math.PI) / 2;

    /// <summary>"online", "offline" or "offline-density", with "-fixed" or "-pooled" behind it for one variance.</summary>
    public static LiraVariant Parse(string name)
    {
        var (start, variance) = name.EndsWith("-fixed", StringComparison.Ordinal) ? (name[..^"-fixed".Length], LiraVariance.Global)
            : name.EndsWith("-pooled", StringComparison.Ordinal) ? (name[..^"-pooled".Length], LiraVariance.Pooled)
            : (name, LiraVariance.PerRecord);
        return start is "online" or "offline" or "offline-density"
            ? new LiraVariant(start == "online", variance, start == "offline-density")
            : throw new BatchException(
                $"there is no variant \"{name}\": take \"online\", \"offline\" or \"offline-density\", alone or with \"-fixed\" or \"-pooled\" behind it");
    }

    /// <summary>The score of one observation.</summary>
    public double Score(LikelihoodRatio ratio, int record, double observed)
    {
        var score = ratio.Score(record, observed);
        return IsOnline ? score
            : IsDensity ? (score * score / 2) + Math.Log(ratio.DeviationOut(record)) + HalfLogTwoPi
            : Normal.CDF(0, 1, score);
    }
}
