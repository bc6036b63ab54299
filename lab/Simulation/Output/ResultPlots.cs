using System.Collections.Immutable;
using FederatedSecure.Lab.Plots;
using FederatedSecure.Lab.Simulation.Scenarios;

namespace FederatedSecure.Lab.Simulation.Output;

/// <summary>The plots of a scenario, by file name.</summary>
internal static class ResultPlots
{
    /// <summary>For each table the accuracy over rounds, the heat map and the worst case, and the attacks' success where there is one.</summary>
    public static IEnumerable<(string File, string Svg)> Of(Scenario scenario, IReadOnlyList<ScoreTable> tables)
    {
        for (var i = 0; i < tables.Count; i++)
        {
            var table = tables[i];
            var number = tables.Count == 1 ? "" : FormattableString.Invariant($"-{i + 1}");
            var conditions = Conditions(scenario, table);
            yield return ($"accuracy{number}.svg", LinePanels.Draw(
                $"{scenario.Name}: accuracy over rounds", conditions, "round", "test accuracy",
                [.. table.Attacks.Select(attack => (attack, Lines(table, attack)))]));
            yield return ($"heatmap{number}.svg", Map(scenario, table, conditions));
            if (table.HasWorst)
            {
                yield return ($"worst{number}.svg", Worst(scenario, table, conditions));
            }

            if (table.HasSuccess)
            {
                string[] attacks = [.. table.Attacks.Where(attack => table.Rules.Any(rule => table.Success(rule, attack) is not null))];
                string[] rules = [.. table.Rules];
                yield return ($"success{number}.svg", HeatMap.Draw(
                    $"{scenario.Name}: success of the attacks", $"part of the attacker's records, in per cent; {conditions}", "rule", "attack", rules, attacks,
                    (row, column) => table.Success(rules[row], attacks[column])?.Mean));
            }
        }
    }

    private static ImmutableArray<Series> Lines(ScoreTable table, string attack) =>
    [
        .. from rule in table.Rules
           let points = table.Of(rule, attack).SelectMany(result => result.Evaluations).GroupBy(evaluation => evaluation.Round).OrderBy(each => each.Key)
           where points.Any()
           select new Series(rule, [.. points.Select(each => Point(each.Key, Score.Of(each.Select(evaluation => evaluation.Accuracy))!.Value))]),
    ];

    private static (double X, double Y, double Deviation) Point(int round, Score score) => (round, score.Mean, score.Deviation);

    private static string Map(Scenario scenario, ScoreTable table, string conditions)
    {
        string[] rules = [.. table.Rules];
        string[] attacks = [.. table.Attacks];
        string[] columns = table.HasWorst ? [.. attacks, PublishedTable.Worst] : attacks;
        return HeatMap.Draw(
            $"{scenario.Name}: accuracy under attack", $"test accuracy in per cent; {conditions}", "rule", "attack", rules, columns,
            (row, column) => (column < attacks.Length ? table.Accuracy(rules[row], attacks[column]) : table.Worst(rules[row]))?.Mean,
            separated: columns.Length - attacks.Length);
    }

    private static string Worst(Scenario scenario, ScoreTable table, string conditions) => Bars.Draw(
        $"{scenario.Name}: the worst case", conditions, "lowest test accuracy over the attacks",
        [
            .. from rule in table.Rules
               let worst = table.Worst(rule)
               where worst is not null
               let attack = scenario.Attacks.First(attack => attack.Attack is not null && table.Accuracy(rule, attack.Label)?.Mean == worst.Value.Mean).Label
               select (rule, worst.Value.Mean, worst.Value.Deviation, attack, table.Published(rule, PublishedTable.Worst)),
        ]);

    private static string Conditions(Scenario scenario, ScoreTable table)
    {
        var seeds = scenario.Seeds.Length == 1 ? "" : FormattableString.Invariant($", {scenario.Seeds.Length} seeds");
        return FormattableString.Invariant($"{scenario.SitesWith(table.Settings.Attackers)} sites, {table.Settings}{seeds}");
    }
}
