using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Measurements;

namespace FederatedSecure.Lab.RedTeam.Reports.Html;

/// <summary>The report as one page: no scripts, nothing from elsewhere, light or dark as the reader's system is. The first screen is for who decides.</summary>
internal static class HtmlReport
{
    /// <summary>The page.</summary>
    public static string Of(ReportInputs inputs)
    {
        var report = inputs.Report;
        var page = new HtmlText();
        page.Add($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
            <title>Red team report: {report.ModelName}</title>
            <style>{new Markup(PageStyle.Css)}</style>
            </head>
            <body>
            <main>
            """);
        FrontPage.Write(page, inputs);
        FindingSection.Write(page, inputs);
        foreach (var kind in report.Probes.GroupBy(probe => probe.Class).OrderBy(group => group.Key))
        {
            ClassSection.Write(page, inputs, kind.Key, [.. kind]);
        }

        MeasurementTable.Write(page, inputs);
        RiskSection.Write(page, inputs);
        ProvenanceSection.Write(page, inputs);
        return page.Add($"</main></body></html>").ToString();
    }

    /// <summary>The badge of a verdict.</summary>
    internal static Markup Badge(Verdict verdict) => new($"<span class=\"badge {verdict.Name().ToLowerInvariant()}\">{verdict.Name()}</span>");

    /// <summary>A figure with its interval.</summary>
    internal static string Show(Measurement figure) =>
        figure.Problem is not null ? "none"
        : figure.Lower == figure.Upper ? Figures.Show(figure.Value)
        : $"{Figures.Show(figure.Value)} ({Figures.Show(figure.Lower)} to {Figures.Show(figure.Upper)})";

    /// <summary>What a class of probes is called.</summary>
    internal static string Title(ProbeClass kind) => kind switch
    {
        ProbeClass.Utility => "Without attack",
        ProbeClass.Evasion => "Evasion: inputs that make it err",
        ProbeClass.Backdoor => "Backdoors and poisoning",
        ProbeClass.Privacy => "Privacy: what it tells about its training data",
        ProbeClass.Extraction => "Extraction: how easily it is copied",
        ProbeClass.Defence => "Defences, with and without",
        ProbeClass.Fairness => "Fairness between groups",
        _ => "Drift: how far these inputs are from those it was made for",
    };
}
