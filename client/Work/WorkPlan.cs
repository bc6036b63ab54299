using System.Collections.Immutable;
using FederatedSecure.Client.Privacy;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Models;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Client.Work;

/// <summary>An offer that was found to be well-formed: everything in it is in range.</summary>
public sealed record WorkPlan
{
    /// <summary>How messages name it.</summary>
    public required PlanRef Ref { get; init; }

    /// <summary>SHA-256 of its bytes.</summary>
    public required Digest Digest { get; init; }

    public required WorkKind Kind { get; init; }

    public required string JobName { get; init; }

    public required string DataSet { get; init; }

    public required ModelSpec Model { get; init; }

    /// <summary>The file of the model to start from.</summary>
    public required ContentManifest ModelFile { get; init; }

    public required int LocalEpochs { get; init; }

    public required int BatchSize { get; init; }

    public required double LearningRate { get; init; }

    public required double Momentum { get; init; }

    public required double WeightDecay { get; init; }

    public required double Proximal { get; init; }

    public required double ValidationFraction { get; init; }

    public required ulong SplitSeed { get; init; }

    /// <summary>How long the coordinator waits for a sign of life.</summary>
    public required TimeSpan Lease { get; init; }

    public required ImmutableArray<string> Cohort { get; init; }

    /// <summary>How training protects each record; null where it does not.</summary>
    public PrivacyTerms? Privacy { get; init; }

    /// <summary>How its updates are added up behind encryption; null for a plain job.</summary>
    public SecurePlan? Secure { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{JobName} ({Ref.JobId}) round {Ref.Round}{(Ref.Attempt > 1 ? $" attempt {Ref.Attempt}" : "")}";
}
