using FederatedSecure.Aggregation.Contamination;
using FederatedSecure.Aggregation.Pipeline;

namespace FederatedSecure.Aggregation.Planning;

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
    /// <param name="pipeline">The rule with what comes before it.</param>
    /// <param name="sites">n: sites whose updates are in, at least one bucket's.</param>
    /// <param name="attackers">m: attackers that are claimed; no more than all sites count.</param>
    /// <param name="bucketSize">k; 1 where the rule gets single updates.</param>
    public static Tolerance Of(AggregationPipeline pipeline, int sites, int attackers, int bucketSize)
    {
        // Buckets of one: as many bad ones as there are attackers, for certain.
        var law = new ContaminationLaw(sites, Math.Min(attackers, sites), bucketSize);
        var (buckets, expected) = (law.Buckets.Count, bucketSize == 1 ? law.Attackers : law.Quantile(Confidence));
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

    /// <summary>f for the inputs that are left when some are out already: those were bad, and need not be stood any more.</summary>
    /// <param name="pipeline">The rule with what comes before it.</param>
    /// <param name="inputs">How many there were.</param>
    /// <param name="left">How many are left.</param>
    public int Among(AggregationPipeline pipeline, int inputs, int left) =>
        Math.Min(Math.Max(0, Expected - (inputs - left)), Largest(pipeline, left));
}
