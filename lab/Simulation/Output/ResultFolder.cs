using System.Collections.Immutable;
using FederatedSecure.Lab.Simulation.Grid;
using FederatedSecure.Lab.Simulation.Scenarios;

namespace FederatedSecure.Lab.Simulation.Output;

/// <summary>Writes what came of a scenario: the figures, the tables, the plots and the scenario itself.</summary>
internal static class ResultFolder
{
    /// <summary>Name of the folder with finished cells.</summary>
    public const string Cells = "cells";

    /// <summary>Writes all files.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="source">The scenario file as it was read.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="results">What came of it.</param>
    /// <param name="totals">What it took.</param>
    /// <returns>The results as JSON, and as Markdown.</returns>
    public static (string Json, string Markdown) Write(
        string folder, byte[] source, Scenario scenario, ImmutableArray<(Cell Cell, CellResult Result)> results, SimulationTotals totals)
    {
        ImmutableArray<CellResult> figures = [.. results.Select(result => result.Result)];
        ScoreTable[] tables = [.. Cell.SettingsOf(scenario).Select(settings => new ScoreTable(scenario, settings, figures))];
        var json = ResultsJson.Of(scenario, tables, figures, totals);
        var markdown = ResultsMarkdown.Of(scenario, tables);
        var plots = Directory.CreateDirectory(Path.Combine(folder, "plots"));
        File.WriteAllBytes(Path.Combine(folder, "scenario.json"), source);
        File.WriteAllText(Path.Combine(folder, "results.csv"), ResultsCsv.Of(results));
        File.WriteAllText(Path.Combine(folder, "results.json"), json);
        File.WriteAllText(Path.Combine(folder, "tables.md"), markdown);
        foreach (var (file, svg) in ResultPlots.Of(scenario, tables))
        {
            File.WriteAllText(Path.Combine(plots.FullName, file), svg);
        }

        return (json, markdown);
    }
}
