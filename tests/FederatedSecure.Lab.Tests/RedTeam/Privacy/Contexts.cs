using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy;

/// <summary>Probes run as the runner runs them.</summary>
internal static class Contexts
{
    public static ProbeSubject Subject(ModelSpec spec, float[] weights, DataSet? training, DataSet test) =>
        new(() => new SpecTarget(spec, weights, CPU), test) { Spec = spec, Weights = weights, Training = training };

    public static ProbeContext Context(ProbeSubject subject, ProbeCost profile = ProbeCost.Quick, ulong seed = 1) =>
        new(subject, profile, seed, new Progress<double>(), TestContext.Current.CancellationToken);

    public static DataSet First(this DataSet data, int count) => data.Select([.. Enumerable.Range(0, count)]);
}
