using System.Collections.Immutable;

namespace FederatedSecure.Aggregation.Reputation;

/// <summary>What is known of one site.</summary>
/// <param name="Standing">Its standing.</param>
/// <param name="Since">The round since when.</param>
/// <param name="Evidence">Its findings in the consecutive windows up to now; of one that is left out, those that led to it.</param>
/// <param name="Until">The round in which a quarantined site takes part again.</param>
/// <param name="Quarantines">How often it has been quarantined.</param>
/// <param name="Note">What the operator said.</param>
public sealed record SiteReputation(
    Standing Standing, int Since, ImmutableArray<Finding> Evidence, int? Until = null, int Quarantines = 0, string? Note = null)
{
    /// <summary>A site without a past.</summary>
    public static SiteReputation Unknown { get; } = new(Standing.Good, 0, []);

    /// <summary>Whether it is left out of rounds.</summary>
    public bool IsLeftOut => Standing is Standing.Quarantined or Standing.Excluded;

    /// <summary>Why it stands as it does, for an operator.</summary>
    public string InWords => string.Join("; ", Evidence.Select(finding => finding.InWords).Append(Note).Where(reason => !string.IsNullOrEmpty(reason)));
}
