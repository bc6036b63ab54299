using FederatedSecure.Assurance.Reports;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Runs;

/// <summary>Shows how far a run is. Called from several threads.</summary>
internal interface ISuiteDisplay
{
    /// <summary>The run begins.</summary>
    /// <param name="probes">What is to be run.</param>
    /// <param name="reused">How many more were finished earlier.</param>
    void Start(IReadOnlyList<Probe> probes, int reused);

    /// <summary>A probe begins.</summary>
    void Begin(Probe probe);

    /// <summary>A probe is so far, from 0 to 1.</summary>
    void Advance(Probe probe, double part);

    /// <summary>A probe came to an end.</summary>
    void Finish(Probe probe, ProbeReport report);
}
