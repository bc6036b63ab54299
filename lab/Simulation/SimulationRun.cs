using System.Collections.Immutable;
using System.Diagnostics;
using FederatedSecure.Lab.Simulation.Data;
using FederatedSecure.Lab.Simulation.Display;
using FederatedSecure.Lab.Simulation.Federation;
using FederatedSecure.Lab.Simulation.Grid;
using FederatedSecure.Lab.Simulation.Output;
using FederatedSecure.Lab.Simulation.Scenarios;
using FederatedSecure.Lab.Simulation.Workers;
using FederatedSecure.Learning.Training;

namespace FederatedSecure.Lab.Simulation;

/// <summary>Runs the cells of a scenario that are not finished yet, on all cores.</summary>
/// <param name="scenario">The scenario.</param>
/// <param name="threads">Threads. What comes out does not depend on them.</param>
internal sealed class SimulationRun(Scenario scenario, int threads)
{
    /// <summary>Runs them.</summary>
    /// <param name="store">Finished cells, before and after.</param>
    /// <param name="display">Told how far it is.</param>
    /// <param name="cancellation">Ends it early; finished cells are kept.</param>
    /// <returns>All results in the order of the grid, and what it took.</returns>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public (ImmutableArray<(Cell Cell, CellResult Result)> Results, SimulationTotals Totals) Run(
        CellStore store, ISimulationDisplay display, CancellationToken cancellation)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var cells = Cell.All(scenario);
        var results = cells.Select(store.Find).ToArray();
        int[] open = [.. Enumerable.Range(0, cells.Length).Where(i => results[i] is null)];
        display.Start(cells.Length, cells.Length - open.Length, (long)open.Length * scenario.Rounds);
        if (open.Length > 0)
        {
            var data = ScenarioData.Load(scenario.Data);
            using var test = new PreparedData(scenario.Model, data.Test);
            new WorkerPool<SiteBench>(threads, () => new SiteBench(scenario.Model)).Run(open.Select(i => (Action<WorkerPool<SiteBench>.Worker>)(worker =>
            {
                cancellation.ThrowIfCancellationRequested();
                var last = 0;
                var result = FederationRun.Run(cells[i], data, test, worker, round => display.Advance(round - Interlocked.Exchange(ref last, round)), cancellation);
                store.Store(cells[i], result);
                results[i] = result;
                // A job that failed early has no more rounds to come.
                display.Finish(cells[i], result, scenario.Rounds - last);
            })));
        }

        ImmutableArray<(Cell, CellResult)> all = [.. cells.Zip(results, (cell, result) => (cell, result!))];
        return (all, new SimulationTotals(
            cells.Length,
            cells.Length,
            cells.Length - open.Length,
            results.Count(result => result!.Failure.Length > 0),
            open.Sum(i => (long)results[i]!.PublishedRounds),
            open.Sum(i => (long)results[i]!.PublishedRounds * (scenario.Participants ?? cells[i].Sites)),
            Stopwatch.GetElapsedTime(startedAt).TotalSeconds,
            threads));
    }
}
