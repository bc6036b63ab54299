using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FederatedSecure.Lab.Demo;

/// <summary>The result of a demo, as `summary.json` carries it.</summary>
public sealed record DemoSummary
{
    /// <summary>Whether every check holds.</summary>
    public required bool Passed { get; init; }

    /// <summary>Part of the test digits that the published model gets right, 0 to 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Test digits.</summary>
    public required long TestExamples { get; init; }

    /// <summary>Rounds published.</summary>
    public required int Rounds { get; init; }

    /// <summary>Client processes.</summary>
    public required int Clients { get; init; }

    /// <summary>Parameters of the model.</summary>
    public required long Parameters { get; init; }

    /// <summary>Seconds from the start of the command to the evaluated model.</summary>
    public required double Seconds { get; init; }

    /// <summary>Seconds from the moment when all sites were there to the end of the job.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary>Bytes of updates that the coordinator received.</summary>
    public required long BytesUp { get; init; }

    /// <summary>Bytes of models that the coordinator sent.</summary>
    public required long BytesDown { get; init; }

    /// <summary>SHA-256 of the published model's file.</summary>
    public required string ModelDigest { get; init; }

    /// <summary>The client that was killed and started again.</summary>
    public required Interruption? Interruption { get; init; }

    /// <summary>What the coordinator could see.</summary>
    public required DemoProtection Protection { get; init; }

    /// <summary>What the training cost the sites' records.</summary>
    public required DemoPrivacy Privacy { get; init; }

    /// <summary>What became of the poisoned model that was submitted at the start; null without a release gate.</summary>
    public DemoRelease? PoisonedCandidate { get; init; }

    /// <summary>What became of the last model; null without a release gate.</summary>
    public DemoRelease? Release { get; init; }

    /// <summary>How the suite looks at fairness; null without a release gate.</summary>
    public DemoFairness? Fairness { get; init; }

    /// <summary>What had to hold, and whether it did.</summary>
    public required ImmutableArray<DemoCheck> Checks { get; init; }

    /// <summary>One record per attempt at a round, oldest first.</summary>
    public required ImmutableArray<RoundSummary> PerRound { get; init; }

    /// <summary>Records per site and digit.</summary>
    public required ImmutableArray<SiteSummary> Sites { get; init; }

    /// <summary>Seed, α and versions: what it takes to repeat it.</summary>
    public required DemoConditions Conditions { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, DemoJson.Default.DemoSummary);
}

/// <summary>The demo's JSON: camel case, indented, names instead of numbers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(DemoSummary))]
internal sealed partial class DemoJson : JsonSerializerContext;
