using System.Collections.Immutable;

namespace FederatedSecure.Lab.Demo;

/// <summary>One attempt at a round.</summary>
public sealed record RoundSummary
{
    public required int Round { get; init; }

    public required int Attempt { get; init; }

    /// <summary>"completed", "completedDegraded", "abandoned" or "open".</summary>
    public required string Outcome { get; init; }

    /// <summary>Why it was abandoned; empty otherwise.</summary>
    public required string Reason { get; init; }

    /// <summary>Sites whose update is in the round.</summary>
    public required int Reported { get; init; }

    /// <summary>Sites that were asked.</summary>
    public required int Cohort { get; init; }

    /// <summary>Everybody else, and why.</summary>
    public required ImmutableArray<string> Missing { get; init; }

    /// <summary>Accuracy of the published model on the sites' own validation data, 0 to 1; null if nobody evaluated it.</summary>
    public required double? ValidationAccuracy { get; init; }

    /// <summary>Mean cross-entropy of the published model on the sites' own validation data; null if nobody evaluated it.</summary>
    public required double? ValidationLoss { get; init; }

    /// <summary>Mean training loss, weighted by examples.</summary>
    public required double TrainingLoss { get; init; }

    public required long BytesUp { get; init; }

    public required long BytesDown { get; init; }

    /// <summary>Seconds from opening to end.</summary>
    public required double Seconds { get; init; }
}
