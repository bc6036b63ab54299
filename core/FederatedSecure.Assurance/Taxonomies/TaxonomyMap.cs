using System.Collections.Immutable;
using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Measurements;

namespace FederatedSecure.Assurance.Taxonomies;

/// <summary>Which entries of public catalogues a probe stands for. By the probe's name where that says more than its class.</summary>
public static class TaxonomyMap
{
    /// <summary>From the special to the general: the first pattern that means a probe's name counts.</summary>
    private static readonly (string Pattern, string[] Ids)[] ByName =
    [
        ("evasion.*transfer*", ["AML.T0015", "AML.T0043.002", "ML01:2023", "NISTAML.025"]),
        ("evasion.*patch*", ["AML.T0015", "AML.T0041", "ML01:2023", "NISTAML.022"]),
        ("evasion.*spatial*", ["AML.T0015", "AML.T0041", "ML01:2023", "NISTAML.022"]),
        ("evasion.*square*", ["AML.T0015", "AML.T0043.001", "AML.T0040", "ML01:2023", "NISTAML.025"]),
        ("evasion.*hopskipjump*", ["AML.T0015", "AML.T0043.001", "AML.T0040", "ML01:2023", "NISTAML.025"]),
        ("evasion.*hop-skip-jump*", ["AML.T0015", "AML.T0043.001", "AML.T0040", "ML01:2023", "NISTAML.025"]),
        ("evasion.*boundary*", ["AML.T0015", "AML.T0043.001", "AML.T0040", "ML01:2023", "NISTAML.025"]),
        ("evasion.*zoo*", ["AML.T0015", "AML.T0043.001", "AML.T0040", "ML01:2023", "NISTAML.025"]),
        ("privacy.*inversion*", ["AML.T0024.001", "ML03:2023", "NISTAML.032"]),
        ("privacy.*attribute*", ["AML.T0024", "ML03:2023", "NISTAML.034"]),
        ("privacy.*property*", ["AML.T0024", "ML03:2023", "NISTAML.034"]),
    ];

    /// <summary>Identifiers that a probe stands for; empty for classes that no catalogue of attacks knows.</summary>
    /// <param name="probe">Its name, as "evasion.pgd-linf".</param>
    /// <param name="kind">What it looks for.</param>
    public static ImmutableArray<string> IdsOf(string probe, ProbeClass kind) =>
        ByName.FirstOrDefault(entry => Wildcard.Matches(entry.Pattern, probe)).Ids is { } ids ? [.. ids] : OfClass(kind);

    /// <summary>The subcategory of the NIST AI Risk Management Framework (AI 100-1) that a class of probes gives evidence for.</summary>
    public static string RiskFunction(ProbeClass kind) => kind switch
    {
        ProbeClass.Utility => "MEASURE 2.5",
        ProbeClass.Privacy => "MEASURE 2.10",
        ProbeClass.Fairness => "MEASURE 2.11",
        ProbeClass.Drift => "MEASURE 2.4",
        _ => "MEASURE 2.7",
    };

    private static ImmutableArray<string> OfClass(ProbeClass kind) => kind switch
    {
        ProbeClass.Evasion => ["AML.T0015", "AML.T0043.000", "AML.T0044", "ML01:2023", "NISTAML.022"],
        ProbeClass.Backdoor => ["AML.T0018", "AML.T0018.000", "AML.T0043.004", "ML02:2023", "ML10:2023", "NISTAML.021", "NISTAML.023"],
        ProbeClass.Privacy => ["AML.T0024.000", "ML04:2023", "NISTAML.033"],
        ProbeClass.Extraction => ["AML.T0024.002", "AML.T0048.004", "ML05:2023", "NISTAML.031"],
        ProbeClass.Defence => ["AML.T0015", "AML.T0042", "ML01:2023", "NISTAML.022"],
        ProbeClass.Drift => ["AML.T0031", "ML09:2023"],
        _ => [],
    };
}
