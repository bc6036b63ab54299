namespace FederatedSecure.Statistics.Outliers.Isolation;

/// <summary>What path lengths in isolation trees are compared with (Liu, Ting &amp; Zhou, ICDM 2008, equations 1 and 2).</summary>
public static class PathLength
{
    private const double EulerMascheroni = 0.57721566490153286;

    /// <summary>
    /// c(n) = 2·H(n − 1) − 2(n − 1)/n with H(i) ≈ ln(i) + γ: the mean depth of an unsuccessful search in a random binary search tree of n
    /// records; 1 for two records, 0 for fewer. c(256) = 10.2448.
    /// </summary>
    public static double Expected(long records) => records switch
    {
        < 0 => throw new ArgumentOutOfRangeException(nameof(records), records, "A number of records is not negative."),
        <= 1 => 0,
        2 => 1,
        _ => (2 * (Math.Log(records - 1) + EulerMascheroni)) - (2 * (records - 1.0) / records),
    };

    /// <summary>s = 2^(−E(h)/c(ψ)): towards 1 for records that are isolated at once, 0.5 for those that take as long as expected.</summary>
    /// <param name="meanPathLength">E(h), not negative.</param>
    /// <param name="subsample">ψ, records a tree was grown on. With one record, c is 0 and the score 0.5.</param>
    public static double Score(double meanPathLength, long subsample)
    {
        if (!(meanPathLength >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(meanPathLength), meanPathLength, "A path length is not negative.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(subsample, 1);
        var expected = Expected(subsample);
        return expected == 0 ? 0.5 : Math.Exp(-meanPathLength / expected * Math.Log(2));
    }
}
