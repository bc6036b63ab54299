using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Extraction;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Extraction;

public class ExtractionProbeTests
{
    [Fact]
    public void Run_Digits_MoreQueriesMakeABetterCopy()
    {
        var result = new ExtractionProbe().Run(Subjects.Context(Subjects.Digits));

        foreach (var measurement in result.Measurements)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{measurement.Id} [{measurement.Setting}] {measurement.Value:F3} ({measurement.Lower:F3}..{measurement.Upper:F3}) {measurement.Problem}");
        }

        Assert.All(result.Measurements, measurement => Assert.Null(measurement.Problem));
        Assert.All(result.Curves.Single().Lines, line => Assert.True(line.Points[^1].Y > line.Points[0].Y));
        Assert.Equal(result.Measurements.Length, result.Measurements.Select(measurement => (measurement.Id, measurement.Setting)).Distinct().Count());
        Assert.True(Fidelity(result.Measurements, 500) > 0.8);
        Assert.DoesNotContain(result.Measurements, measurement => measurement.Id.EndsWith("fidelity", StringComparison.Ordinal) && measurement.LargerIsBetter);
    }

    [Fact]
    public void Run_LinearModel_IsCopiedExactly()
    {
        var (spec, weights) = Networks.Linear([[1, -2], [0.5f, 3]], [0.1f, 0]);
        var data = Support.Digits.Test with { Features = [.. Enumerable.Range(0, 200).Select(i => i % 17 / 16f)], FeatureShape = [2], Labels = new int[100], ClassNames = ["a", "b"] };
        var subject = new ProbeSubject(() => new SpecTarget(spec, weights, CPU), data) { Spec = spec, Weights = weights };

        var figure = new EquationSolvingProbe().Run(Subjects.Context(subject)).Measurements.Single();

        Assert.Equal((1.0, "3 queries"), (figure.Value, figure.Setting));
        Assert.NotNull(new EquationSolvingProbe().NotApplicable(Subjects.Digits));
    }

    private static double Fidelity(IEnumerable<Measurement> measurements, int queries) => measurements
        .First(measurement => measurement.Id == "extraction.copy.fidelity" && measurement.Setting.EndsWith($"{queries} queries", StringComparison.Ordinal)).Value;
}
