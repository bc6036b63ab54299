using System.Text.Json.Nodes;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Assurance.Taxonomies;

namespace FederatedSecure.Lab.RedTeam.Reports.Sarif;

/// <summary>The public catalogues as SARIF taxonomies, in a fixed order, each with the entries that the report refers to.</summary>
internal static class SarifTaxonomies
{
    private static readonly (TaxonomySource Source, string Guid, string Name, string Organization, string Version, string Uri)[] Catalogues =
    [
        (TaxonomySource.Atlas, "6f6a4f4c-0d0b-5d43-9a51-2a1f6a1d9b01", "MITRE ATLAS", "MITRE", "5.6.0", "https://atlas.mitre.org/"),
        (TaxonomySource.Owasp, "6f6a4f4c-0d0b-5d43-9a51-2a1f6a1d9b02", "OWASP Machine Learning Security Top 10", "OWASP", "2023", "https://owasp.org/www-project-machine-learning-security-top-10/"),
        (TaxonomySource.Nist, "6f6a4f4c-0d0b-5d43-9a51-2a1f6a1d9b03", "NIST AI 100-2", "NIST", "E2025", "https://csrc.nist.gov/pubs/ai/100/2/e2025/final"),
    ];

    /// <summary>For run.taxonomies.</summary>
    public static JsonArray Of(AssuranceReport report)
    {
        var used = report.Probes.SelectMany(probe => probe.Taxa).ToHashSet(StringComparer.Ordinal);
        return SarifReport.Array(Catalogues.Select(catalogue => (JsonNode)new JsonObject
        {
            ["guid"] = catalogue.Guid,
            ["name"] = catalogue.Name,
            ["organization"] = catalogue.Organization,
            ["version"] = catalogue.Version,
            ["informationUri"] = catalogue.Uri,
            ["isComprehensive"] = false,
            ["taxa"] = SarifReport.Array(Taxa.All.Where(taxon => taxon.Source == catalogue.Source && used.Contains(taxon.Id)).Select(taxon => (JsonNode)new JsonObject
            {
                ["id"] = taxon.Id,
                ["name"] = taxon.Name,
                ["shortDescription"] = new JsonObject { ["text"] = taxon.Name },
                ["helpUri"] = taxon.Uri,
            })),
        }));
    }

    /// <summary>A reference to an entry.</summary>
    public static JsonObject Reference(Taxon taxon)
    {
        var at = Array.FindIndex(Catalogues, catalogue => catalogue.Source == taxon.Source);
        return new JsonObject
        {
            ["id"] = taxon.Id,
            ["toolComponent"] = new JsonObject { ["name"] = Catalogues[at].Name, ["guid"] = Catalogues[at].Guid, ["index"] = at },
        };
    }
}
