using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using MathNet.Numerics.Distributions;

namespace FederatedSecure.Lab.Batch.Functions;

/// <summary>How `mia.lira` scores.</summary>
/// <param name="IsOnline">Against models with the record as well.</param>
/// <param name="IsVarianceFixed">One variance for all records.</param>
/// <param name="IsDensity">Offline: how unlikely the observation is, as the authors' program has it, and not how large, as their paper.</param>
internal readonly record struct LiraVariant(bool IsOnline, bool IsVarianceFixed, bool IsDensity)
{
    private static readonly double HalfLogTwoPi = Math.Log(2 * Math.PI) / 2;

    public static LiraVariant Parse(string name) => name switch
    {
        "online" => new(true, false, false),
        "online-fixed" => new(true, true, false),
        "offline" => new(false, false, false),
        "offline-fixed" => new(false, true, false),
        "offline-density" => new(false, false, true),
        "offline-density-fixed" => new(false, true, true),
        _ => throw new BatchException(
            $"there is no variant \"{name}\": take \"online\", \"online-fixed\", \"offline\", \"offline-fixed\", \"offline-density\" or \"offline-density-fixed\""),
    };

    /// <summary>The score of one observation.</summary>
    public double Score(LikelihoodRatio ratio, int record, double observed)
    {
        var score = ratio.Score(record, observed);
        return IsOnline ? score
            : IsDensity ? (score * score / 2) + Math.Log(ratio.DeviationOut(record)) + HalfLogTwoPi
            : Normal.CDF(0, 1, score);
    }
}
