using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Drift;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Tests.RedTeam.Drift;

public class DriftProbesTests
{
    [Fact]
    public void Features_NoDriftAndOneShiftedFeature_AreToldApart()
    {
        var reference = Normal(seed: 1, shift: 0);

        var still = Run(new FeatureDriftProbe(), reference, Normal(seed: 2, shift: 0));
        var moved = Run(new FeatureDriftProbe(), reference, Normal(seed: 2, shift: 2));

        Assert.Equal(0, Value(still, "drift.features.shifted-part"));
        Assert.Equal(0.25, Value(moved, "drift.features.shifted-part"));

        // A shift by two deviations is a distance of two deviations, up to sampling.
        var largest = moved.Measurements.Single(m => m.Id == "drift.features.largest-wasserstein");
        Assert.Equal("c", largest.Setting);
        Assert.Equal(2, largest.Value, 0.3);
        Assert.True(Value(moved, "drift.features.largest-population-stability") > 0.25);
    }

    [Fact]
    public void Joint_NoDriftAndShift_AreToldApart()
    {
        var reference = Normal(seed: 1, shift: 0);

        Assert.True(Value(Run(new JointDriftProbe(), reference, Normal(seed: 2, shift: 0)), "drift.mmd.p-value") > 0.05);
        Assert.Equal(1.0 / 200, Value(Run(new JointDriftProbe(), reference, Normal(seed: 2, shift: 2)), "drift.mmd.p-value"), 1e-12);
    }

    [Fact]
    public void Probes_TooFewRecordsOrNoReference_SaySo()
    {
        var (data, few) = (Normal(seed: 1, shift: 0), Normal(seed: 2, shift: 0).Select([0, 1, 2]));

        Assert.NotNull(Assert.Single(Run(new FeatureDriftProbe(), data, few).Measurements).Problem);
        Assert.NotNull(Assert.Single(Run(new JointDriftProbe(), data, few).Measurements).Problem);
        Assert.All(DriftProbes.All, probe => Assert.Contains("training records", probe.NotApplicable(Subject(null, few)), StringComparison.Ordinal));
    }

    [Fact]
    public void Features_Pictures_AreComparedPixelByPixel()
    {
        var result = Run(new FeatureDriftProbe(), Digits.Training, Digits.Test);

        Assert.InRange(Value(result, "drift.features.shifted-part"), 0, 0.05);
    }

    private static double Value(ProbeResult result, string id) => result.Measurements.Single(m => m.Id == id).Value;

    private static ProbeResult Run(Probe probe, DataSet reference, DataSet current) => probe.Run(Fairness.Subjects.Quick(Subject(reference, current)));

    private static ProbeSubject Subject(DataSet? reference, DataSet current) =>
        new(() => throw new InvalidOperationException("Drift looks at no model."), current) { Training = reference };

    /// <summary>300 records of four standard normal features, the third one shifted.</summary>
    private static DataSet Normal(ulong seed, double shift)
    {
        var random = new SeededRandomSource(seed);
        float[] features = [.. Enumerable.Range(0, 300 * 4).Select(i => (float)(random.NextGaussian() + (i % 4 == 2 ? shift : 0)))];
        return new DataSet(features, [4], new int[300], ["one", "two"], [], ImmutableDictionary<string, string[]>.Empty) { FeatureNames = ["a", "b", "c", "d"] };
    }
}
