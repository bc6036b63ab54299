using System.Collections.Immutable;

namespace FederatedSecure.Aggregation.Reputation;

/// <summary>
/// All that reputation remembers between rounds, besides the direction v: plain records that any serializer keeps.
/// </summary>
/// <param name="Window">The rounds of the window that is still open.</param>
/// <param name="Sites">Sites by name.</param>
public sealed record ReputationState(ImmutableArray<ObservedRound> Window, ImmutableSortedDictionary<string, SiteReputation> Sites)
{
    /// <summary>Nothing known yet.</summary>
    public static ReputationState Empty { get; } = new([], ImmutableSortedDictionary.Create<string, SiteReputation>(StringComparer.Ordinal));

    /// <summary>What is known of a site.</summary>
    public SiteReputation Of(string site) => Sites.GetValueOrDefault(site, SiteReputation.Unknown);

    /// <summary>Whether a site takes part in a round.</summary>
    /// <remarks>A quarantine that is over is over, also before the next round is observed.</remarks>
    public bool TakesPart(string site, int round) => Of(site) is var known && (!known.IsLeftOut || known.Until <= round);
}
