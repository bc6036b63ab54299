using FederatedSecure.Assurance.Taxonomies;
using FederatedSecure.Lab.RedTeam.Reports.Findings;

namespace FederatedSecure.Lab.RedTeam.Reports.Html;

/// <summary>What somebody has to act on: evidence, what to do, how to see it again.</summary>
internal static class FindingSection
{
    public static void Write(HtmlText page, ReportInputs inputs)
    {
        page.Section("findings", "Findings");
        if (inputs.Findings.IsEmpty)
        {
            page.Add($"<p>None. {inputs.Gate?.Summary ?? "Every probe that was started came to an end; without a gate nothing else is demanded."}</p>").End();
            return;
        }

        foreach (var finding in inputs.Findings)
        {
            page.Add($"""
                <article class="finding {finding.Severity.ToString().ToLowerInvariant()}">
                <h3>{HtmlReport.Badge(finding.Row.Verdict)} {finding.Subject} <span class="severity">{finding.Severity.ToString().ToLowerInvariant()}</span></h3>
                <p>{finding.Evidence}</p>
                """);
            if (finding.Row.Rule?.Because is { } because)
            {
                page.Add($"<p class=\"small\">Why the gate asks: {because}</p>");
            }

            page.Add($"<p><strong>What to do.</strong> {finding.Advice}</p><p><strong>See it again.</strong> <code>{finding.Reproduce}</code></p>");
            Tags(page, finding);
            page.Add($"</article>");
        }

        page.End();
    }

    private static void Tags(HtmlText page, Finding finding)
    {
        var taxa = finding.Taxa.Select(Taxa.Find).OfType<Taxon>().ToList();
        if (taxa.Count > 0)
        {
            page.Add($"<p class=\"tags\">{new Markup(string.Concat(taxa.Select(taxon => $"<a href=\"{HtmlText.Encode(taxon.Uri)}\">{HtmlText.Encode(taxon.Id)} {HtmlText.Encode(taxon.Name)}</a>")))}</p>");
        }
    }
}
