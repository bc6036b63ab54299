using System.Globalization;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Runs;

/// <summary>A line for each probe that came to an end, for pipes and logs.</summary>
internal sealed class PlainSuiteDisplay(TextWriter output) : ISuiteDisplay
{
    private readonly Lock _lock = new();
    private int _probes;
    private int _finished;

    public void Start(IReadOnlyList<Probe> probes, int reused)
    {
        _probes = probes.Count;
        var count = probes.Count == 1 ? "1 probe" : $"{probes.Count} probes";
        Write(reused == 0 ? $"{count} to run" : $"{count} to run; {reused} more finished before");
    }

    public void Begin(Probe probe)
    {
    }

    public void Advance(Probe probe, double part)
    {
    }

    public void Finish(Probe probe, ProbeReport report)
    {
        var number = Interlocked.Increment(ref _finished);
        var end = report.Outcome == ProbeOutcome.Ran ? "" : $"  broke off: {report.Reason}";
        Write(string.Create(CultureInfo.InvariantCulture, $"[{number}/{_probes}] {probe.Id}  {report.Seconds:F1} s{end}"));
    }

    private void Write(string line)
    {
        lock (_lock)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }
}
