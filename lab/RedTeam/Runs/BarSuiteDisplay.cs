using System.Collections.Concurrent;
using System.Globalization;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Lab.RedTeam.Probes;
using Spectre.Console;

namespace FederatedSecure.Lab.RedTeam.Runs;

/// <summary>A bar with the time left for the whole run, and one for each probe at work.</summary>
internal sealed class BarSuiteDisplay : ISuiteDisplay
{
    private readonly ProgressContext _context;
    private readonly ProgressTask _all;
    private readonly ConcurrentDictionary<string, ProgressTask> _running = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, double> _parts = new(StringComparer.Ordinal);
    private int _probes;
    private int _finished;

    private BarSuiteDisplay(ProgressContext context)
    {
        _context = context;
        _all = context.AddTask("probes");
    }

    /// <summary>Runs something that tells bars how far it is.</summary>
    public static T Run<T>(IAnsiConsole console, Func<ISuiteDisplay, T> work) => console.Progress()
        .AutoClear(true)
        .HideCompleted(true)
        .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .Start(context => work(new BarSuiteDisplay(context)));

    public void Start(IReadOnlyList<Probe> probes, int reused)
    {
        _probes = probes.Count;
        _all.MaxValue = Math.Max(1, probes.Sum(Weight));
        Describe();
    }

    public void Begin(Probe probe) => _running[probe.Id] = _context.AddTask(Markup.Escape(probe.Id), maxValue: 1);

    public void Advance(Probe probe, double part)
    {
        if (_running.TryGetValue(probe.Id, out var task) && part is >= 0 and <= 1)
        {
            task.Value = part;
            Raise(probe, part);
        }
    }

    public void Finish(Probe probe, ProbeReport report)
    {
        if (_running.TryRemove(probe.Id, out var task))
        {
            task.Value = 1;
            task.StopTask();
        }

        Raise(probe, 1);
        Interlocked.Increment(ref _finished);
        Describe();
    }

    /// <summary>How long a probe takes beside others, roughly, so that the bar moves evenly.</summary>
    private static double Weight(Probe probe) => probe.Cost switch { ProbeCost.Quick => 1, ProbeCost.Standard => 6, _ => 30 };

    private void Raise(Probe probe, double part)
    {
        lock (_lock)
        {
            var before = _parts.GetValueOrDefault(probe.Id);
            if (part > before)
            {
                _parts[probe.Id] = part;
                _all.Increment((part - before) * Weight(probe));
            }
        }
    }

    private void Describe() => _all.Description = string.Create(CultureInfo.InvariantCulture, $"{Volatile.Read(ref _finished)} of {_probes} probes");
}
