namespace FederatedSecure.Aggregation.Reputation;

/// <summary>
/// Who is it, from yes-or-no tests of random buckets: a mean-field Bayes decoder, which explains a flag by the most suspicious member
/// and so clears its company.
/// </summary>
/// <remarks>
/// <para>Lᵢ are log-odds that site i is an attacker, Pⱼ = 1/(1 + e^(−Lⱼ)). For a bucket b and its member i:
/// R = Π over the others (1 − a·Pⱼ), p_h = π₁ − (π₁ − π₀)·R, p_m = a·π₁ + (1 − a)·p_h. A flag adds ln(p_m/p_h), no flag
/// ln((1 − p_m)/(1 − p_h)). Before that Lᵢ is multiplied by the forgetting factor, and kept within ±12 after it. All of a round's
/// buckets are judged by the log-odds from before the round. Sites in no bucket keep theirs. O(n·k) a round.</para>
/// <para>Guaranteed: nothing, it is an approximation (the members' odds are taken as independent). Measured with flags that are as
/// good as claimed: n = 60, six attackers, k = 3, π₁ = 0.9, π₀ = 0.05: exactly the attackers are excluded after 7 rounds (median).
/// In learning, a bucket's mean seldom is an outlier that clear (π₁ of 0.03 to 0.57 was measured): there take
/// <see cref="ScoreRegression"/>. This one is for hard facts about a bucket, such as a sum that is out of range or a norm that no
/// honest bucket can have, whose π₀ is 0.</para>
/// </remarks>
/// <example>
/// Two sites at even odds, π₁ = 0.9, π₀ = 0.1, a = 1: {0} is flagged, which makes L₀ = ln 9. {0, 1} is flagged next, with 0 at
/// P = 0.9: R = 0.1, p_h = 0.82, and site 1 gets ln(0.9/0.82) = 0.09 only: 0 explains it.
/// </example>
public sealed class FlagDecoder
{
    /// <summary>Log-odds are kept within ± this.</summary>
    public const double Clamp = 12;

    /// <summary>From this posterior probability on a site is to be excluded.</summary>
    public const double ExclusionPosterior = 0.99;

    private readonly FlagTest _test;
    private readonly double[] _logOdds;

    /// <param name="sites">n, at least 1.</param>
    /// <param name="test">The test.</param>
    /// <exception cref="ArgumentException">A probability is out of its range.</exception>
    public FlagDecoder(int sites, FlagTest test)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sites, 1);
        Require(test.HitRate is > 0 and <= 1 && test.FalseRate >= 0 && test.FalseRate < test.HitRate, "π₁ must be above π₀, both from 0 to 1: a test that flags the honest as often tells nothing");
        Require(test.Active is > 0 and <= 1, "the probability of an attack must be above 0 and at most 1");
        Require(test.Prior is > 0 and < 1, "the prior must be between 0 and 1");
        Require(test.Forgetting is > 0 and <= 1, "the forgetting factor must be above 0 and at most 1");
        _test = test;
        _logOdds = new double[sites];
        Array.Fill(_logOdds, Math.Clamp(Math.Log(test.Prior / (1 - test.Prior)), -Clamp, Clamp));
    }

    /// <summary>Log-odds that a site is an attacker: the state to keep between rounds.</summary>
    public ReadOnlySpan<double> LogOdds => _logOdds;

    /// <summary>Sites whose posterior probability is at least <see cref="ExclusionPosterior"/>.</summary>
    public IEnumerable<int> Excluded => Enumerable.Range(0, _logOdds.Length).Where(site => Posterior(site) >= ExclusionPosterior);

    /// <summary>Probability that the site is an attacker.</summary>
    public double Posterior(int site) => Sigmoid(_logOdds[site]);

    /// <summary>Goes on from log-odds that were kept.</summary>
    /// <exception cref="ArgumentException">They are not as many as sites, or not within ±12.</exception>
    public void Restore(ReadOnlySpan<double> logOdds)
    {
        Require(logOdds.Length == _logOdds.Length && !logOdds.ContainsAnyExceptInRange(-Clamp, Clamp), "there must be log-odds within ±12 for every site");
        logOdds.CopyTo(_logOdds);
    }

    /// <summary>Takes in a round.</summary>
    /// <param name="buckets">Its buckets, which do not overlap.</param>
    /// <exception cref="ArgumentException">A member is not a site, or stands twice in the round.</exception>
    public void Add(IReadOnlyList<FlaggedBucket> buckets)
    {
        var seen = new HashSet<int>();
        foreach (var bucket in buckets)
        {
            Membership.Require(_logOdds.Length, bucket.Members);
            Require(bucket.Members.All(seen.Add), "a site is in one bucket of a round only");
        }

        double[] posterior = [.. _logOdds.Select(Sigmoid)];
        foreach (var (members, flagged) in buckets)
        {
            foreach (var site in members)
            {
                var change = LogRatio(members.Where(member => member != site).Aggregate(1.0, (product, member) => product * (1 - (_test.Active * posterior[member]))), flagged);
                _logOdds[site] = Math.Clamp((_test.Forgetting * _logOdds[site]) + change, -Clamp, Clamp);
            }
        }
    }

    private double LogRatio(double othersInactive, bool flagged)
    {
        var honest = _test.HitRate - ((_test.HitRate - _test.FalseRate) * othersInactive);
        var attacker = (_test.Active * _test.HitRate) + ((1 - _test.Active) * honest);
        var ratio = flagged ? attacker / honest : (1 - attacker) / (1 - honest);

        // 0/0 where π₁ = 1 and another member is certainly an attacker: the flag says nothing about this one then.
        return double.IsNaN(ratio) ? 0 : Math.Log(ratio);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new ArgumentException(char.ToUpperInvariant(problem[0]) + problem[1..] + ".");
        }
    }
}
