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
    /// <param name="Updates">The updates in the order of their sites' names.</param>
    public sealed record Aggregate(PlanKey Plan, ImmutableArray<SiteUpdate> Updates) : JobEffect;

    /// <summary>Throw away what is left of an attempt's uploads.</summary>
    public sealed record DiscardUpdates(PlanKey Plan) : JobEffect;
}
