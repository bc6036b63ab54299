using FederatedSecure.Assurance.Reports;
using FederatedSecure.Lab.Plots;

namespace FederatedSecure.Lab.RedTeam.Reports.Html;

/// <summary>Differences and ratios between groups with their intervals, one drawing for each kind of figure.</summary>
internal static class FairnessBars
{
    private const int MostRows = 24;

    public static IEnumerable<string> Draw(IReadOnlyList<ProbeReport> probes)
    {
        var figures = probes.SelectMany(probe => probe.Measurements)
            .Where(figure => figure.Problem is null && double.IsFinite(figure.Value))
            .ToList();
        foreach (var group in figures.GroupBy(figure => figure.Id))
        {
            var rows = group.Take(MostRows).Select(figure => (figure.Setting.Length == 0 ? "all" : figure.Setting, figure.Value, figure.Lower, figure.Upper)).ToList();
            yield return IntervalPlot.Draw(Title(group.Key), IsRatio(group.Key) ? 1 : 0, rows);
        }
    }

    private static bool IsRatio(string id) => id.Contains("impact", StringComparison.Ordinal) || id.Contains("ratio", StringComparison.Ordinal);

    private static string Title(string id) => string.Join(": ", id.Split('.').Skip(1)).Replace('-', ' ');
}
