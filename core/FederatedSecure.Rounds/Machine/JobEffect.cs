using System.Collections.Immutable;

namespace FederatedSecure.Rounds.Machine;

/// <summary>Something to do in the world because of an event. Doing it twice does no harm.</summary>
public abstract record JobEffect
{
    private JobEffect()
    {
    }

    /// <summary>Merge these updates into the next model, store it, and report <see cref="JobEvent.ModelPublished"/>.</summary>
    /// <param name="Plan">The attempt.</param>
    /// <param name="Updates">The updates in the order of their sites' names; empty in encrypted rounds.</param>
    /// <param name="Buckets">The means of the buckets that were opened; empty in plain rounds.</param>
    public sealed record Aggregate(PlanKey Plan, ImmutableArray<SiteUpdate> Updates, ImmutableArray<BucketInput> Buckets) : JobEffect;

    /// <summary>
    /// Open the buckets of an encrypted round with the answers of these holders, store the means, and report
    /// <see cref="JobEvent.BucketsOpened"/>.
    /// </summary>
    /// <param name="Plan">The attempt.</param>
    /// <param name="Survivors">Sites whose updates are in.</param>
    /// <param name="Holders">Holders who have answered.</param>
    public sealed record OpenBuckets(PlanKey Plan, ImmutableArray<SiteId> Survivors, ImmutableArray<SiteId> Holders) : JobEffect;

    /// <summary>Throw away what is left of an attempt's uploads.</summary>
    public sealed record DiscardUpdates(PlanKey Plan) : JobEffect;
}
