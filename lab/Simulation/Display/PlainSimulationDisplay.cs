using System.Diagnostics;
using System.Globalization;
using FederatedSecure.Lab.Simulation.Grid;

namespace FederatedSecure.Lab.Simulation.Display;

/// <summary>One line per finished cell, for logs and pipes.</summary>
internal sealed class PlainSimulationDisplay(TextWriter output) : ISimulationDisplay
{
    private readonly Lock _gate = new();
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private int _cells;
    private int _finished;
    private long _rounds;
    private long _played;

    public void Start(int cells, int reused, long rounds)
    {
        (_cells, _finished, _rounds) = (cells, reused, rounds);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cells} runs{(reused > 0 ? $", {reused} of them finished before" : "")}"));
    }

    public void Advance(int rounds) => Interlocked.Add(ref _played, rounds);

    public void Finish(Cell cell, CellResult result, int skipped)
    {
        lock (_gate)
        {
            _finished++;
            var played = Interlocked.Add(ref _played, skipped);
            var left = TimeSpan.FromSeconds(Stopwatch.GetElapsedTime(_startedAt).TotalSeconds * (_rounds - played) / Math.Max(1, played));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{_finished}/{_cells} {Describe(cell, result)}, {result.Seconds:F1} s; about {left:h\\:mm\\:ss} left"));
            output.Flush();
        }
    }

    /// <summary>A finished cell in words.</summary>
    public static string Describe(Cell cell, CellResult result)
    {
        var success = result.Success(1) is { } rate ? string.Create(CultureInfo.InvariantCulture, $", attack succeeds {100 * rate:F1} %") : "";
        var failure = result.Failure.Length > 0 ? $" (job failed after round {result.PublishedRounds.ToString(CultureInfo.InvariantCulture)})" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Rule} / {result.Attack} / {cell.Settings} / seed {result.Seed}: accuracy {100 * result.Score(cell.Scenario.ScoreOver):F1} %{success}{failure}");
    }
}
