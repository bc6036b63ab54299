using System.Collections.Immutable;
using FederatedSecure.Aggregation.Reputation;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Rounds.Machine;

/// <summary>All that the round machine knows of a job. Immutable: the fold of the job's events.</summary>
public sealed record JobState
{
    /// <summary>The job.</summary>
    public required JobId Id { get; init; }

    /// <summary>What was asked for.</summary>
    public required JobSpec Spec { get; init; }

    /// <summary>Where it stands.</summary>
    public required JobPhase Phase { get; init; }

    /// <summary>Why it waits or ended; empty if there is nothing to say.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The model that the next round starts from.</summary>
    public required Digest CurrentModel { get; init; }

    /// <summary>The server optimizer's state after the last published round; null if it keeps none or before the first.</summary>
    public Digest? OptimizerState { get; init; }

    /// <summary>Last published round; 0 for none.</summary>
    public int PublishedRounds { get; init; }

    /// <summary>Attempts in a row that were abandoned.</summary>
    public int AbandonedInARow { get; init; }

    /// <summary>Since when the job waits with enough sites for <c>minimumReports</c> but not for <c>cohort.size</c>; null if it does not.</summary>
    public TimeSpan? ShortHandedSince { get; init; }

    /// <summary>Before when no attempt is opened, in coordinator time: after abandoned ones there is a pause.</summary>
    public TimeSpan NotBefore { get; init; }

    /// <summary>The open attempt; null while waiting and after the end.</summary>
    public RoundState? Current { get; init; }

    /// <summary>The attempts that are over, oldest first.</summary>
    public ImmutableList<RoundRecord> Records { get; init; } = [];

    /// <summary>Evaluations by the round that published the model; 0 is the initial model.</summary>
    public ImmutableSortedDictionary<int, EvaluationSum> Evaluations { get; init; } = ImmutableSortedDictionary<int, EvaluationSum>.Empty;

    /// <summary>What is known of the sites behind bad inputs, and who is left out because of it; empty where the job does not look.</summary>
    public ReputationState Reputation { get; init; } = ReputationState.Empty;

    /// <summary>Whether the job is over.</summary>
    public bool HasEnded => Phase is JobPhase.Completed or JobPhase.Failed or JobPhase.Cancelled;

    /// <summary>The open attempt's name; null if none is open.</summary>
    public PlanKey? CurrentKey => Current is { } round ? new PlanKey(Id, round.Round, round.Attempt) : null;

    /// <summary>What a site that asks for work is to be offered.</summary>
    public SiteOffer? OfferFor(SiteId site)
    {
        if (Phase == JobPhase.Unmasking)
        {
            return Current!.Holders.TryGetValue(site, out var holder) && holder.Outcome == HolderOutcome.Asked
                ? new SiteOffer(CurrentKey!.Value, SiteTask.Unmask, Accepted: true)
                : null;
        }

        if (Phase is not (JobPhase.Collecting or JobPhase.Evaluating)
            || Current is not { } round
            || !round.Sites.TryGetValue(site, out var state)
            || state.Outcome is not (SiteOutcome.Invited or SiteOutcome.Working or SiteOutcome.Late))
        {
            return null;
        }

        // A site that was silent for too long may still come back while the attempt is open.
        return new SiteOffer(
            new PlanKey(Id, round.Round, round.Attempt),
            round.Task,
            Accepted: state.Outcome == SiteOutcome.Working);
    }
}
