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

    /// <summary>Sites that could have taken part and were left out, with the reason.</summary>
    public ImmutableSortedDictionary<SiteId, string> LeftOut { get; init; } = ImmutableSortedDictionary<SiteId, string>.Empty;

    /// <summary>What the sites are asked for.</summary>
    public SiteTask Task { get; init; } = SiteTask.Train;

    /// <summary>The share holders, once they are asked; empty before, and in plain rounds.</summary>
    public ImmutableSortedDictionary<SiteId, HolderState> Holders { get; init; } = ImmutableSortedDictionary<SiteId, HolderState>.Empty;

    /// <summary>Number of answers with which the buckets are being opened; 0 if they are not.</summary>
    public int OpeningWith { get; init; }

    /// <summary>Number of answers with which the buckets were last opened.</summary>
    public int OpenedWith { get; init; }

    /// <summary>What came of the buckets when they were last opened.</summary>
    public ImmutableArray<BucketResult> Buckets { get; init; } = [];

    /// <summary>Number of holders who have answered.</summary>
    public int Answers => Holders.Values.Count(holder => holder.Outcome == HolderOutcome.Answered);

    /// <summary>Number of sites that reported.</summary>
    public int Reports => Sites.Values.Count(site => site.Outcome == SiteOutcome.Reported);
}
