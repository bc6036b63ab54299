using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Data;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Fairness;

/// <summary>Small tables with groups, and models on them whose decisions are known.</summary>
internal static class Subjects
{
    /// <summary>Records of one feature; the label and the group of each are given.</summary>
    public static DataSet Table(float[] feature, int[] labels, string[] groups, string attribute = "sex") => new(
        feature, [1], labels, ["good", "bad"], [], ImmutableDictionary<string, string[]>.Empty.Add(attribute, groups));

    /// <summary>A model that says "good" for positive features and "bad" for the others, on this table.</summary>
    public static ProbeSubject SignModel(DataSet test)
    {
        var (spec, weights) = Networks.Linear([[1], [-1]], [0, 0]);
        return Of(spec, weights, test);
    }

    public static ProbeSubject Of(ModelSpec spec, float[] weights, DataSet test) =>
        new(() => new SpecTarget(spec, weights, CPU), test) { Spec = spec, Weights = weights };

    public static ProbeContext Quick(ProbeSubject subject, ulong seed = 1) =>
        new(subject, ProbeCost.Quick, seed, new Progress<double>(), CancellationToken.None);
}
