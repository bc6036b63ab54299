using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.Support;

/// <summary>Runs probes as the suite does.</summary>
internal static class Probing
{
    public static ProbeSubject Subject(ModelSpec spec, float[] weights, DataSet test) =>
        new(() => new SpecTarget(spec, weights, CPU), test) { Spec = spec, Weights = weights };

    public static ProbeResult Run(Probe probe, ProbeSubject subject, ProbeCost profile = ProbeCost.Quick, ulong seed = 1)
    {
        Assert.Null(probe.NotApplicable(subject));
        var context = new ProbeContext(subject, profile, seed, new Progress<double>(), TestContext.Current.CancellationToken);
        return TorchRuntime.Run(threads: 1, ComputeDevice.Cpu, _ => probe.Run(context));
    }

    public static Measurement One(this ProbeResult result, string id) => Assert.Single(result.Measurements, measurement => measurement.Id == id);

    /// <summary>The first records of a data set.</summary>
    public static DataSet First(this DataSet data, int count) => data.Select([.. Enumerable.Range(0, count)]);
}
