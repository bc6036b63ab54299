using FederatedSecure.Assurance.Reports;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Runs;

namespace FederatedSecure.Lab.Tests.Support;

/// <summary>Shows nothing, and remembers what it was told.</summary>
/// <param name="advance">Called when a probe tells how far it is; null for nothing.</param>
internal sealed class SilentDisplay(Action<double>? advance = null) : ISuiteDisplay
{
    public IReadOnlyList<Probe> Started { get; private set; } = [];

    public int Reused { get; private set; }

    public void Start(IReadOnlyList<Probe> probes, int reused) => (Started, Reused) = (probes, reused);

    public void Begin(Probe probe)
    {
    }

    public void Advance(Probe probe, double part) => advance?.Invoke(part);

    public void Finish(Probe probe, ProbeReport report)
    {
    }
}
