using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Rounds.Machine;

/// <summary>One site in the open attempt.</summary>
public sealed record SiteState
{
    /// <summary>What became of it so far.</summary>
    public required SiteOutcome Outcome { get; init; }

    /// <summary>Why, for everything but success; empty otherwise.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When it counts as late unless it gives a sign of life, in coordinator time.</summary>
    public TimeSpan LeaseEndsAt { get; init; }

    /// <summary>SHA-256 of its update, once it has reported.</summary>
    public Digest? Update { get; init; }

    /// <summary>Length of its update in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>What it tells about its training.</summary>
    public TrainingSummary? Summary { get; init; }

    /// <summary>What it chose to publish about the privacy that the job has spent there.</summary>
    public PrivacyStatement? Privacy { get; init; }

    /// <summary>Whether the round may still hear of it: it has not answered, is at work, or was only silent.</summary>
    public bool IsOpen => Outcome is SiteOutcome.Invited or SiteOutcome.Working;
}
