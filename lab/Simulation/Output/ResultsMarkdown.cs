using System.Globalization;
using System.Text;
using FederatedSecure.Lab.Simulation.Scenarios;

namespace FederatedSecure.Lab.Simulation.Output;

/// <summary>Rules × attacks as Markdown.</summary>
internal static class ResultsMarkdown
{
    private const string Nothing = "–";

    /// <summary>The whole report.</summary>
    public static string Of(Scenario scenario, IEnumerable<ScoreTable> tables)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {scenario.Name}\n");
        if (scenario.Description.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{scenario.Description}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nTest accuracy in per cent, {Seeds(scenario)}");
        if (scenario.ScoreOver > 1)
        {
            text.Append(CultureInfo.InvariantCulture, $", mean of the last {scenario.ScoreOver} evaluations");
        }

        text.Append(".\n");
        foreach (var table in tables)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {Capital(table.Settings.ToString())}\n\n{Accuracies(table)}");
            if (table.HasSuccess)
            {
                text.Append(CultureInfo.InvariantCulture, $"\nSuccess rate of the attacks in per cent:\n\n{Successes(table)}");
            }
        }

        if (scenario.Published.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nIn brackets: published, and by how much ours is above or below. Published: {scenario.PublishedSource}\n");
        }

        return text.ToString();
    }

    /// <summary>Accuracy of every rule under every attack, published figures beside them.</summary>
    public static string Accuracies(ScoreTable table)
    {
        string[] attacks = [.. table.Attacks, .. table.HasWorst ? [PublishedTable.Worst] : Array.Empty<string>()];
        return Table(table, attacks, (rule, attack) => attack == PublishedTable.Worst
            ? Cell(table.Worst(rule), table.Published(rule, attack), isWorst: true)
            : Cell(table.Accuracy(rule, attack), table.Published(rule, attack), isWorst: false));
    }

    private static string Successes(ScoreTable table) => Table(
        table,
        [.. table.Attacks.Where(attack => table.Rules.Any(rule => table.Success(rule, attack) is not null))],
        (rule, attack) => Cell(table.Success(rule, attack), null, isWorst: false));

    private static string Table(ScoreTable table, string[] columns, Func<string, string, string> cell)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"| rule | {string.Join(" | ", columns)} |\n|---|{string.Concat(columns.Select(_ => "---:|"))}\n");
        foreach (var rule in table.Rules)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {rule} | {string.Join(" | ", columns.Select(column => cell(rule, column)))} |\n");
        }

        return text.ToString();
    }

    private static string Cell(Score? score, double? published, bool isWorst)
    {
        if (score is not { } found)
        {
            return Nothing;
        }

        var mean = Percent(found.Mean);
        var text = new StringBuilder(isWorst ? $"**{mean}**" : mean);
        if (found.Count > 1)
        {
            text.Append(CultureInfo.InvariantCulture, $" ± {Percent(found.Deviation)}");
        }

        if (published is { } other)
        {
            text.Append(CultureInfo.InvariantCulture, $" ({Percent(other)}, {Sign(found.Mean - other)}{Percent(Math.Abs(found.Mean - other))})");
        }

        return text.ToString();
    }

    private static string Sign(double difference) => difference < 0 ? "−" : "+";

    private static string Percent(double part) => (100 * part).ToString("F1", CultureInfo.InvariantCulture);

    private static string Seeds(Scenario scenario) =>
        scenario.Seeds.Length == 1 ? $"seed {scenario.Seeds[0]}" : $"mean ± standard deviation over {scenario.Seeds.Length} seeds";

    private static string Capital(string text) => string.Concat(char.ToUpperInvariant(text[0]).ToString(), text.AsSpan(1));
}
