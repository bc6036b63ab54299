using System.Collections.Immutable;

namespace FederatedSecure.Lab.Simulation.Scenarios;

/// <summary>Figures that somebody else found.</summary>
/// <param name="Attackers">For how many attackers; null for all.</param>
/// <param name="WorkerMomentum">For which worker momentum; null for all.</param>
/// <param name="Split">For which split, as tables name it; null for all.</param>
/// <param name="BucketSize">For which buckets; null for all.</param>
/// <param name="Cells">Accuracy by label of the rule, then of the attack ("worst" for the worst of them).</param>
internal sealed record PublishedTable(
    int? Attackers, double? WorkerMomentum, string? Split, int? BucketSize, ImmutableDictionary<string, ImmutableDictionary<string, double>> Cells)
{
    /// <summary>Name of the worst case among attacks.</summary>
    public const string Worst = "worst";

    /// <summary>Whether the table is about these settings.</summary>
    public bool IsAbout(SettingKey settings) =>
        (Attackers is null || Attackers == settings.Attackers)
        && (WorkerMomentum is null || WorkerMomentum == settings.WorkerMomentum)
        && (Split is null || Split == settings.Split.ToString())
        && (BucketSize is null || BucketSize == settings.BucketSize);
}
