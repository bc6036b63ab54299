using System.Collections.Immutable;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Runs;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.Support;

/// <summary>A linear model of two features and forty records, half of each class, all of which it answers rightly.</summary>
internal static class SmallSubject
{
    public static ProbeSubject Create(float[][]? weights = null, float[]? bias = null, DataSet? data = null)
    {
        var (spec, values) = Networks.Linear(weights ?? [[1, 0], [0, 1]], bias ?? [0, 0]);
        return new ProbeSubject(() => new SpecTarget(spec, values, CPU), data ?? Records(40)) { Spec = spec, Weights = values };
    }

    /// <summary>Records (1, 0) of class 0 and (0, 1) of class 1 in turn.</summary>
    public static DataSet Records(int count, int classes = 2) => new(
        [.. Enumerable.Range(0, count).SelectMany(i => i % classes == 0 ? new float[] { 1, 0 } : [0, 1])], [2], [.. Enumerable.Range(0, count).Select(i => i % classes)],
        ["even", "odd"], [], ImmutableDictionary<string, string[]>.Empty);

    public static RunInputs Inputs(ulong seed = 7, ProbeSubject? subject = null) =>
        new(subject ?? Create(), Digest.Of("model"u8), Digest.Of("data"u8), ProbeCost.Quick, seed, "1.0") { ModelName = "model.safetensors", DataName = "records" };
}
