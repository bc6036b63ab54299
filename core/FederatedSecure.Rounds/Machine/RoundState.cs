using System.Collections.Immutable;

namespace FederatedSecure.Rounds.Machine;

/// <summary>The open attempt: at a training round, or at the evaluation of the last model.</summary>
public sealed record RoundState
{
    /// <summary>Round number, from 1. An evaluation carries the number of the last published round.</summary>
    public required int Round { get; init; }

    /// <summary>Attempt at this round, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it was opened, in coordinator time.</summary>
    public required TimeSpan OpenedAt { get; init; }

    /// <summary>When it ends at the latest, in coordinator time.</summary>
    public required TimeSpan DeadlineAt { get; init; }

    /// <summary>The cohort and what became of each site.</summary>
    public required ImmutableSortedDictionary<SiteId, SiteState> Sites { get; init; }

    /// <summary>Number of sites that reported.</summary>
    public int Reports => Sites.Values.Count(site => site.Outcome == SiteOutcome.Reported);
}
