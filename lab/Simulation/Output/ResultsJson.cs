using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using FederatedSecure.Lab.Simulation.Grid;
using FederatedSecure.Lab.Simulation.Scenarios;

namespace FederatedSecure.Lab.Simulation.Output;

/// <summary>All figures for programs.</summary>
internal static class ResultsJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public static string Of(Scenario scenario, IEnumerable<ScoreTable> tables, ImmutableArray<CellResult> results, SimulationTotals totals) => JsonSerializer.Serialize(
        new
        {
            scenario.Name,
            scenario.Description,
            Totals = totals,
            Tables = tables.Select(table => new
            {
                Settings = new { Split = table.Settings.Split.ToString(), table.Settings.Attackers, table.Settings.WorkerMomentum, table.Settings.BucketSize },
                Cells = from rule in table.Rules
                        from attack in table.Attacks
                        let accuracy = table.Accuracy(rule, attack)
                        where accuracy is not null
                        let published = table.Published(rule, attack)
                        select new
                        {
                            Rule = rule,
                            Attack = attack,
                            Accuracy = accuracy,
                            AttackSuccess = table.Success(rule, attack),
                            Published = published,
                            Gap = published is null ? null : accuracy?.Mean - published,
                        },
                Worst = table.Rules.Select(rule => new { Rule = rule, Accuracy = table.Worst(rule), Published = table.Published(rule, PublishedTable.Worst) }),
            }),
            Runs = results,
        },
        Options) + "\n";
}
