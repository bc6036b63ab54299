using FederatedSecure.Aggregation.Contamination;
using FederatedSecure.Aggregation.Pipeline;

namespace FederatedSecure.Rounds.Jobs;

/// <summary>How many bad inputs a round's rule is to stand.</summary>
/// <param name="Inputs">What the rule gets: updates, or means of buckets.</param>
/// <param name="F">f: the bad ones among them that it stands.</param>
/// <param name="Expected">
/// How many may be bad: every attacker's update, or as many buckets as hold an attacker in all but one of a thousand partitions.
/// </param>
public readonly record struct Tolerance(int Inputs, int F, int Expected)
{
    private const double Confidence = 0.999;

    /// <summary>Whether more may be bad than the rule can stand among so few.</summary>
    public bool IsShort => F < Expected;

    /// <summary>For a round of that many sites.</summary>
    /// <param name="aggregation">The job's aggregation.</param>
    /// <param name="encryption">Its encryption; null for plain jobs.</param>
    /// <param name="pipeline">Its rule with what comes before it.</param>
    /// <param name="sites">Sites whose updates are in, at least one bucket's.</param>
    public static Tolerance Of(AggregationSpec aggregation, EncryptionSpec? encryption, AggregationPipeline pipeline, int sites)
    {
        var attackers = Math.Min(aggregation.Attackers, sites);
        if (encryption is null)
        {
            return new Tolerance(sites, Math.Min(attackers, Largest(pipeline, sites)), attackers);
        }

        var law = new ContaminationLaw(sites, attackers, encryption.BucketSize);
        var (buckets, expected) = (law.Buckets.Count, law.Quantile(Confidence));
        return new Tolerance(buckets, Math.Min(expected, Largest(pipeline, buckets)), expected);
    }

    /// <summary>The largest f that the rule stands among so many inputs; 0 where it stands none.</summary>
    public static int Largest(AggregationPipeline pipeline, int inputs)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        for (var f = (inputs - 1) / 2; f > 0; f--)
        {
            if (pipeline.Problem(inputs, f) is null)
            {
                return f;
            }
        }

        return 0;
    }
}
