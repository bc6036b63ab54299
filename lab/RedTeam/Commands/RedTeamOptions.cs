using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Subjects;

namespace FederatedSecure.Lab.RedTeam.Commands;

/// <summary>What `lab redteam` was told.</summary>
/// <param name="Files">What is attacked.</param>
/// <param name="Profile">How thoroughly.</param>
/// <param name="Out">Where the files go.</param>
/// <param name="Seed">Everything random follows from it.</param>
/// <param name="Threads">How many probes run at a time.</param>
internal sealed record RedTeamOptions(SubjectFiles Files, ProbeCost Profile, string Out, ulong Seed, int Threads)
{
    /// <summary>The gate file; null for no gate.</summary>
    public string? Gate { get; init; }

    /// <summary>The last release's report; null for none.</summary>
    public string? Baseline { get; init; }

    /// <summary>Patterns that the run is restricted to; null for all.</summary>
    public string? Only { get; init; }

    /// <summary>What is promised of the training; null for nothing.</summary>
    public PrivacyClaim? Claim { get; init; }

    /// <summary>Whether INCONCLUSIVE ends with an exit code of its own.</summary>
    public bool IsStrict { get; init; }

    /// <summary>The evaluator's key, PEM; null for an unsigned report.</summary>
    public string? Key { get; init; }

    /// <summary>The evaluator's certificate, PEM.</summary>
    public string? Certificate { get; init; }
}
