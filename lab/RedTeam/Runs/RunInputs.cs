using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Lab.RedTeam.Backdoors.Triggers;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Runs;

/// <summary>All that the figures of a run depend on. Runs with equal inputs find the same.</summary>
/// <param name="Subject">What is attacked.</param>
/// <param name="ModelDigest">SHA-256 of the model's file.</param>
/// <param name="DataDigest">SHA-256 over the test records.</param>
/// <param name="Profile">How thorough it is.</param>
/// <param name="Seed">Everything random follows from it.</param>
/// <param name="ToolVersion">Of this program.</param>
internal sealed record RunInputs(
    ProbeSubject Subject, Digest ModelDigest, Digest DataDigest, ProbeCost Profile, ulong Seed, string ToolVersion)
{
    /// <summary>What the model's file is called.</summary>
    public string ModelName { get; init; } = "";

    /// <summary>What the test data are called.</summary>
    public string DataName { get; init; } = "";

    /// <summary>SHA-256 over the training records; null where there are none.</summary>
    public Digest? TrainingDigest { get; init; }

    /// <summary>Patterns of probe names, separated by commas, that the run is restricted to; null for all.</summary>
    public string? Only { get; init; }

    /// <summary>How the subject came about, for the reader of the report.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>SHA-256 of the model's specification; null for a black box.</summary>
    public Digest? SpecDigest => Subject.Spec is { } spec ? Digest.Of(spec.ToJson()) : null;

    /// <summary>The profile in reports.</summary>
    public string ProfileName => Profile.ToString().ToLowerInvariant();

    /// <summary>Names the inputs: a finished probe counts for another run only where this is the same. Which other probes run does not matter.</summary>
    public Digest Fingerprint => Digest.Of(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"form {AssuranceReport.Version}\ntool {ToolVersion}\nmodel {ModelDigest}\nspec {SpecDigest}\ndata {DataDigest}\ntraining {TrainingDigest}\nprofile {Profile}\nseed {Seed}\nclaim {Subject.Claim?.Epsilon:R} {Subject.Claim?.Delta:R}\nimmutable {string.Join(',', Subject.Constraints?.Immutable ?? [])}\nbackdoors {string.Join("", Subject.KnownBackdoors.Select(Named))}")));

    /// <summary>All of a backdoor; the name's length before it, so that no name looks like two backdoors.</summary>
    private static string Named(KnownBackdoor backdoor) => string.Create(
        CultureInfo.InvariantCulture,
        $"\n{backdoor.Mark.Name.Length} {backdoor.Mark.Name} {backdoor.Target} {string.Join(' ', backdoor.Mark.Places.Zip(backdoor.Mark.Values, (place, value) => string.Create(CultureInfo.InvariantCulture, $"{place}:{value:R}")))}");
}
