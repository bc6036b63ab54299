using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Utility;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Utility;

public class CleanProbeTests
{
    [Fact]
    public void CalibrationError_ByHand_IsThatOfTheFormula()
    {
        // Bins of width 1/15: 0.9 and 0.92 lie in the same one, 0.3 in another. Gaps (1 + 0 − 1.82) and (1 − 0.3), over three records.
        Assert.Equal((0.82 + 0.7) / 3, CleanProbe.CalibrationError([0.9f, 0.92f, 0.3f], [true, false, true]), 1e-6);
        Assert.Equal(0, CleanProbe.CalibrationError([1f, 1f], [true, true]), 1e-12);
    }

    [Fact]
    public void Run_ModelThatAnswersHalfRightly_SaysSoForEachClass()
    {
        // Everything is class 0 for it: right for every even record, wrong for every odd one.
        var result = Run(SmallSubject.Create(bias: [100, 0]));

        var accuracy = result.Measurements.Single(figure => figure.Id == "utility.clean.accuracy");
        Assert.Equal(0.5, accuracy.Value);
        Assert.Equal(40, accuracy.Samples);
        Assert.Equal([1, 0], result.Measurements.Where(figure => figure.Id == "utility.clean.class-accuracy").Select(figure => figure.Value));
        Assert.Contains("class 0", Assert.Single(result.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OutputsNotFinite_GivesNoFigure()
    {
        var result = Run(SmallSubject.Create(weights: [[float.MaxValue, float.MaxValue], [0, 0]], bias: [float.MaxValue, 0]));

        Assert.All(result.Measurements, figure => Assert.NotNull(figure.Problem));
    }

    private static ProbeResult Run(ProbeSubject subject) => new CleanProbe().Run(
        new ProbeContext(subject, ProbeCost.Quick, 1, new Progress<double>(), TestContext.Current.CancellationToken));
}
