using System.Globalization;
using FederatedSecure.Lab.Simulation.Grid;
using Spectre.Console;

namespace FederatedSecure.Lab.Simulation.Display;

/// <summary>A progress bar with the time left.</summary>
internal sealed class BarSimulationDisplay : ISimulationDisplay
{
    private readonly ProgressTask _task;
    private int _cells;
    private int _finished;

    private BarSimulationDisplay(ProgressTask task) => _task = task;

    /// <summary>Runs something that tells a bar how far it is.</summary>
    public static T Run<T>(IAnsiConsole console, Func<ISimulationDisplay, T> work) => console.Progress()
        .AutoClear(true)
        .Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .Start(context => work(new BarSimulationDisplay(context.AddTask("simulating"))));

    public void Start(int cells, int reused, long rounds)
    {
        (_cells, _finished) = (cells, reused);
        _task.MaxValue = Math.Max(1, rounds);
        Describe();
    }

    public void Advance(int rounds) => _task.Increment(rounds);

    public void Finish(Cell cell, CellResult result, int skipped)
    {
        Interlocked.Increment(ref _finished);
        _task.Increment(skipped);
        Describe();
    }

    private void Describe() => _task.Description = string.Create(CultureInfo.InvariantCulture, $"{Volatile.Read(ref _finished)} of {_cells} runs");
}
