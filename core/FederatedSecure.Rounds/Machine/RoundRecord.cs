using System.Collections.Immutable;
using FederatedSecure.Aggregation.Reputation;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Rounds.Machine;

/// <summary>What happened in an attempt that is over. Names every site of its cohort.</summary>
public sealed record RoundRecord
{
    /// <summary>Round number, from 1.</summary>
    public required int Round { get; init; }

    /// <summary>Attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>How it ended.</summary>
    public required RoundOutcome Outcome { get; init; }

    /// <summary>Why it was abandoned; empty otherwise.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The published model; null if none.</summary>
    public Digest? Model { get; init; }

    /// <summary>When it was opened, in coordinator time.</summary>
    public required TimeSpan OpenedAt { get; init; }

    /// <summary>When it ended, in coordinator time.</summary>
    public required TimeSpan EndedAt { get; init; }

    /// <summary>Every site of the cohort and what became of it.</summary>
    public required ImmutableSortedDictionary<SiteId, SiteState> Sites { get; init; }

    /// <summary>Sites that could have taken part and were left out, with the reason.</summary>
    public ImmutableSortedDictionary<SiteId, string> LeftOut { get; init; } = ImmutableSortedDictionary<SiteId, string>.Empty;

    /// <summary>The standings of sites that changed with this round.</summary>
    public ImmutableArray<ReputationChange> Reputations { get; init; } = [];

    /// <summary>The share holders and what became of each; empty for a plain round.</summary>
    public ImmutableSortedDictionary<SiteId, HolderState> Holders { get; init; } = ImmutableSortedDictionary<SiteId, HolderState>.Empty;

    /// <summary>What came of the buckets; empty for a plain round.</summary>
    public ImmutableArray<BucketResult> Buckets { get; init; } = [];

    /// <summary>Attempts of the job up to this one of which sums were opened, whatever came of them: what a site's privacy has paid for.</summary>
    public int OpenedAttempts { get; init; }

    /// <summary>What a robust rule made of the updates or buckets; null with the weighted mean, or where nothing was published.</summary>
    public MergeReport? Merge { get; init; }

    /// <summary>Mean training loss over the reports, weighted by records; NaN without reports.</summary>
    public double TrainingLoss
    {
        get
        {
            if (!Buckets.IsEmpty)
            {
                var opened = Buckets.Select(bucket => bucket.Figures).OfType<BucketFigures>().ToArray();
                return opened.Sum(figures => figures.LossSum) / opened.Sum(figures => figures.Examples);
            }

            var reports = Sites.Values.Where(site => site.Outcome == SiteOutcome.Reported && site.Summary is not null).ToArray();
            return reports.Sum(site => site.Summary!.Loss * site.Summary.Examples) / reports.Sum(site => site.Summary!.Examples);
        }
    }

    /// <summary>Bytes of updates received.</summary>
    public long BytesUp => Sites.Values.Sum(site => site.Bytes);
}
