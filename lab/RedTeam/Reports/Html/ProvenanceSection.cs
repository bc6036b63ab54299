using System.Globalization;

namespace FederatedSecure.Lab.RedTeam.Reports.Html;

/// <summary>What the figures rest on, so that somebody else finds the same.</summary>
internal static class ProvenanceSection
{
    public static void Write(HtmlText page, ReportInputs inputs)
    {
        var report = inputs.Report;
        page.Section("provenance", "How this came about");
        page.Add($"<p>Run again: <code>{inputs.Command}</code></p><div class=\"scroll\"><table class=\"plain\"><tbody>");
        Row("model", $"{report.ModelName}, SHA-256 {report.ModelDigest}");
        Row("specification", report.SpecDigest is { } spec ? $"SHA-256 {spec}" : "none: a black box");
        Row("test records", string.Create(CultureInfo.InvariantCulture, $"{report.DataName}, {report.DataRecords:N0} records, SHA-256 {report.DataDigest}"));
        Row("training records", report.TrainingDigest is { } training ? $"SHA-256 {training}" : "none were given");
        Row("promise", report.ClaimedEpsilon is { } epsilon ? string.Create(CultureInfo.InvariantCulture, $"({epsilon}, {report.ClaimedDelta})-differential privacy for a single record") : "none was given");
        Row("suite", report.ToolVersion);
        Row("profile, seed", string.Create(CultureInfo.InvariantCulture, $"{report.Profile}, {report.Seed}"));
        Row("probes", report.Only ?? "all of the profile");
        Row("time", string.Create(CultureInfo.InvariantCulture, $"{report.Seconds:N0} seconds, {report.Threads} probes at a time"));
        page.Add($"</tbody></table></div>");
        foreach (var note in report.Notes)
        {
            page.Add($"<p class=\"note\">{note}</p>");
        }

        page.Add($"<p class=\"small\">Intervals of parts are exact two-sided Clopper-Pearson intervals at 95 %, each on its own: among many figures, about one in twenty lies outside. A gate decides on the worse bound. Figures and curves stand in report.json, which is what is signed; this page is made from it, the pictures are not part of it.</p>").End();

        void Row(string name, string value) => page.Add($"<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>");
    }
}
