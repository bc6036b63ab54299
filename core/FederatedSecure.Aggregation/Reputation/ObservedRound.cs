using System.Collections.Immutable;

namespace FederatedSecure.Aggregation.Reputation;

/// <summary>What was seen of a round.</summary>
/// <param name="Round">Its number.</param>
/// <param name="Buckets">The buckets that were opened, also those that the rule did not accept. They do not overlap.</param>
public sealed record ObservedRound(int Round, ImmutableArray<ObservedBucket> Buckets)
{
    /// <summary>Puts a round's buckets and their scores together.</summary>
    /// <exception cref="ArgumentException">There are not as many of each.</exception>
    public static ObservedRound Of(int round, ImmutableArray<ImmutableArray<string>> buckets, BucketScores scores) =>
        buckets.Length == scores.Alignment.Length
            ? new ObservedRound(round, [.. buckets.Select((members, b) => new ObservedBucket(members, scores.Alignment[b], scores.Spectral[b]))])
            : throw new ArgumentException($"{buckets.Length} buckets have {scores.Alignment.Length} scores.", nameof(scores));
}
