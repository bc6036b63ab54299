using System.Collections.Immutable;
using System.Text.Json.Serialization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Assurance.Reports;

/// <summary>
/// What one run of the suite found about one model. It holds figures and how they came about, never a verdict: verdicts follow from a
/// gate, and whoever has the report can judge it by a gate of his own.
/// </summary>
/// <param name="ToolVersion">Of the program that measured.</param>
/// <param name="ModelDigest">SHA-256 of the model's file, byte for byte: for a model of a federation, of its safetensors file as published.</param>
/// <param name="DataDigest">SHA-256 over the test records as the model takes them: shape, features and labels.</param>
/// <param name="Profile">How thorough the run was: "quick", "standard" or "full".</param>
/// <param name="Seed">Everything random in it followed from this number.</param>
/// <param name="Started">When it began; to the second.</param>
/// <param name="Seconds">How long it took on the wall clock, over all parts if it was resumed.</param>
/// <param name="Threads">How many probes ran at a time, each on one thread.</param>
/// <param name="Probes">All that the suite knows, those that were not run included.</param>
public sealed partial record AssuranceReport(
    string ToolVersion,
    Digest ModelDigest,
    Digest DataDigest,
    string Profile,
    ulong Seed,
    DateTimeOffset Started,
    double Seconds,
    int Threads,
    ImmutableArray<ProbeReport> Probes)
{
    /// <summary>The form of reports that this version writes, and the only one that it reads.</summary>
    public const int Version = 1;

    /// <summary>The form of this report.</summary>
    [JsonRequired]
    public int SchemaVersion { get; init; } = Version;

    /// <summary>What the model's file was called; no path.</summary>
    [JsonRequired]
    public string ModelName { get; init; } = "";

    /// <summary>SHA-256 of the model's specification in canonical JSON; null for a file of another system.</summary>
    public Digest? SpecDigest { get; init; }

    /// <summary>What the test data were called; no path.</summary>
    [JsonRequired]
    public string DataName { get; init; } = "";

    /// <summary>Number of test records.</summary>
    [JsonRequired]
    public long DataRecords { get; init; }

    /// <summary>SHA-256 over the training records that the attackers had; null where there were none.</summary>
    public Digest? TrainingDigest { get; init; }

    /// <summary>The claimed ε of the training for a single record; null where nothing is claimed.</summary>
    public double? ClaimedEpsilon { get; init; }

    /// <summary>The claimed δ; null where nothing is claimed.</summary>
    public double? ClaimedDelta { get; init; }

    /// <summary>The patterns that the probes were restricted to; null for all of the profile.</summary>
    public string? Only { get; init; }

    /// <summary>What a reader has to know of the whole run, as whole sentences: how the data were prepared, what was assumed.</summary>
    [JsonRequired]
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Every figure of every probe, in the order of the report.</summary>
    [JsonIgnore]
    public IEnumerable<Measurement> AllMeasurements => Probes.SelectMany(probe => probe.Measurements);
}
