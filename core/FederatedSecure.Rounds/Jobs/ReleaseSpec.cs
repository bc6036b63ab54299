using System.Collections.Immutable;
using FederatedSecure.Assurance.Gates;

namespace FederatedSecure.Rounds.Jobs;

/// <summary>What has to be shown before a model of the job is released to its users.</summary>
/// <param name="Gate">The gate that binds.</param>
/// <param name="GateText">The gate as it stands in the job's file: what evaluators are shown, and its SHA-256 what they sign.</param>
/// <param name="Evaluators">Who may report, by name.</param>
/// <param name="Required">Reports that have to pass, 1 to the number of evaluators.</param>
/// <param name="Occasion">Which rounds' models become candidates.</param>
/// <param name="Profile">What evaluators run: "quick", "standard" or "full".</param>
public sealed record ReleaseSpec(
    Gate Gate, ImmutableArray<byte> GateText, ImmutableArray<SiteId> Evaluators, int Required, ReleaseOccasion Occasion, string Profile)
{
    /// <summary>The most evaluators that a job may name.</summary>
    public const int MostEvaluators = 32;

    /// <summary>The profiles of the suite.</summary>
    public static IReadOnlyList<string> Profiles { get; } = ["quick", "standard", "full"];

    /// <summary>Whether a round's model becomes a candidate.</summary>
    /// <param name="round">The round, from 1.</param>
    /// <param name="rounds">Rounds of the job.</param>
    public bool Judges(int round, int rounds) => Occasion == ReleaseOccasion.Every || round == rounds;
}
