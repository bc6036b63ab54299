using FederatedSecure.Aggregation.Reputation;
using FederatedSecure.Numerics;

namespace FederatedSecure.Aggregation.Tests.Support;

/// <summary>Rounds whose scores are made up: honest sites score 1 ± 0.1 along the aggregate and 0 ± 0.1 along the direction.</summary>
internal sealed class ScoredRounds
{
    private readonly SeededRandomSource _random = new(7);
    private int _round;

    /// <summary>The site names s00, s01, ….</summary>
    public static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(site => FormattableString.Invariant($"s{site:D2}"))];

    public ReputationState State { get; set; } = ReputationState.Empty;

    public ReputationOptions Options { get; init; } = new();

    public string[] Sites { get; init; } = Names(60);

    public int BucketSize { get; init; } = 3;

    /// <summary>All changes so far.</summary>
    public List<ReputationChange> Changes { get; } = [];

    /// <summary>Round numbers go on from here.</summary>
    public int Round => _round;

    /// <summary>Sites that are not left out and attack add this to their scores.</summary>
    public ScoredRounds Run(int rounds, Func<string, (double Alignment, double Spectral)>? attack = null, Func<string, bool>? isThere = null)
    {
        for (var i = 0; i < rounds; i++)
        {
            _round++;
            var present = Sites.Where(site => State.TakesPart(site, _round) && (isThere is null || isThere(site)));
            var buckets = RandomBuckets.Draw(_random, present, BucketSize).Select(members =>
            {
                var added = members.Select(site => attack?.Invoke(site) ?? default).ToArray();
                return new ObservedBucket(
                    members,
                    members.Sum(_ => 1 + (0.1 * _random.NextGaussian())) + added.Sum(value => value.Item1),
                    members.Sum(_ => 0.1 * _random.NextGaussian()) + added.Sum(value => value.Item2));
            });
            var step = SiteReputations.Observe(State, new ObservedRound(_round, [.. buckets]), Options);
            State = step.State;
            Changes.AddRange(step.Changes);
        }

        return this;
    }
}
