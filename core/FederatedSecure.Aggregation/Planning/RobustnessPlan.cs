using System.Collections.Immutable;
using FederatedSecure.Aggregation.Contamination;

namespace FederatedSecure.Aggregation.Planning;

/// <summary>What a job in encrypted mode stands, and what it does not.</summary>
public sealed record RobustnessPlan
{
    /// <summary>What can be promised.</summary>
    public required RobustnessLevel Level { get; init; }

    /// <summary>The buckets.</summary>
    public required BucketSizes Buckets { get; init; }

    /// <summary>Number of attacking sites that are stood however they fall: each may spoil a bucket of its own.</summary>
    public required int Tolerated { get; init; }

    /// <summary>The f to run the rule with on bucket means: the 99.9 % quantile of contaminated buckets, at most what the rule and ⌊(B − 1)/2⌋ allow.</summary>
    public required int BucketTolerance { get; init; }

    /// <summary>Expected number of contaminated buckets with the attackers that were claimed.</summary>
    public required double Expected { get; init; }

    /// <summary>No more buckets are contaminated with a probability of 99.9 %.</summary>
    public required int Quantile999 { get; init; }

    /// <summary>Probability, in each round, that more buckets are contaminated than the rule stands.</summary>
    public required double ProbabilityBeyond { get; init; }

    /// <summary>What to expect, in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>What cannot be promised, in plain words, and what to change; empty if all is well.</summary>
    public required ImmutableArray<string> Warnings { get; init; }

    /// <summary><see cref="Tolerated"/> as a share of all sites; for a rule that stands half of its inputs nearly 1/(2·k).</summary>
    public double ToleratedFraction => (double)Tolerated / Buckets.Sites;
}
