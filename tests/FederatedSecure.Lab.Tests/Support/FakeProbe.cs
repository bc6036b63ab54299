using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.Tests.Support;

/// <summary>A probe that does what a test says.</summary>
internal sealed class FakeProbe(string id, Func<ProbeContext, ProbeResult> run, ProbeCost cost = ProbeCost.Quick, string? notApplicable = null) : Probe
{
    private int _runs;

    /// <summary>How often it was run.</summary>
    public int Runs => _runs;

    public override string Id => id;

    public override ProbeClass Class => Enum.Parse<ProbeClass>(id.Split('.')[0], ignoreCase: true);

    public override string Title => $"What {id} does";

    public override string Reference => "Somebody, 2020";

    public override ProbeCost Cost => cost;

    /// <summary>A probe that finds one figure.</summary>
    public static FakeProbe Finding(string id, params Measurement[] figures) => new(id, _ => new ProbeResult([.. figures]));

    public override string? NotApplicable(ProbeSubject subject) => notApplicable;

    public override ProbeResult Run(ProbeContext context)
    {
        Interlocked.Increment(ref _runs);
        return run(context);
    }
}
