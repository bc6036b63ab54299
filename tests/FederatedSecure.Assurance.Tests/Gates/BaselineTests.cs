using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Tests.Support;

namespace FederatedSecure.Assurance.Tests.Gates;

public class BaselineTests
{
    private const string Id = "evasion.pgd.accuracy";
    private static readonly Gate NoWorse = new("g", [new GateRule(Id) { NoWorseThanBaselineBy = 0.05 }]);

    [Fact]
    public void Difference_PublishedExample_HasItsBounds()
    {
        // Newcombe, Statistics in Medicine 17 (1998), table II, method 10: 56/70 against 48/80, difference 0.2, from 0.0524 to 0.3339.
        var (a, b) = (Wilson(56, 70), Wilson(48, 80));

        var difference = Bounds.Difference(a, b);

        Assert.Equal(0.0524, difference.Lower, 1e-4);
        Assert.Equal(0.3339, difference.Upper, 1e-4);

        // The method stands on Wilson's score intervals there.
        static Assurance.Measurements.Measurement Wilson(double successes, double trials)
        {
            const double Z = 1.959964;
            var (part, spread) = (successes / trials, Z * Z / trials);
            var middle = part + (spread / 2);
            var half = Z * Math.Sqrt(((part * (1 - part)) + (spread / 4)) / trials);
            return Some.Figure("x", (middle - half) / (1 + spread), part, (middle + half) / (1 + spread));
        }
    }

    [Theory]
    [InlineData(0.90, true, Verdict.Pass)]
    [InlineData(0.85, true, Verdict.Pass)]
    [InlineData(0.849, true, Verdict.Fail)]
    [InlineData(0.95, false, Verdict.Pass)]
    [InlineData(0.951, false, Verdict.Fail)]
    public void NoWorse_ExactFigures_AreComparedInTheirDirection(double now, bool largerIsBetter, Verdict expected)
    {
        var before = Some.Report(Some.Figure(Id, 0.9, 0.9, 0.9, largerIsBetter));

        // A hundredth of a thousandth for what 0.9 − 0.05 is not, in binary.
        var rule = NoWorse.Rules[0] with { NoWorseThanBaselineBy = 0.05 + 1e-9 };
        var result = (NoWorse with { Rules = [rule] }).Judge(Some.Report(Some.Figure(Id, now, now, now, largerIsBetter)), before);

        Assert.Equal(expected, Assert.Single(result.Rows).Verdict);
    }

    [Fact]
    public void NoWorse_WideIntervals_AreInconclusive()
    {
        var result = NoWorse.Judge(Some.Report(Some.Figure(Id, 0.8, 0.9, 1)), Some.Report(Some.Figure(Id, 0.8, 0.9, 1)));

        Assert.Equal(Verdict.Inconclusive, result.Verdict);
    }

    [Fact]
    public void NoWorse_NoBaseline_IsSkippedAndOtherThresholdsStillHold()
    {
        var report = Some.Report(Some.Figure(Id, 0.3, 0.4, 0.45));
        var both = new Gate("g", [new GateRule(Id) { NoWorseThanBaselineBy = 0.05, AtLeast = 0.5 }]);

        Assert.Equal(Verdict.Skipped, Assert.Single(NoWorse.Judge(report).Rows).Verdict);
        Assert.Equal(Verdict.Fail, both.Judge(report).Verdict);
    }

    [Fact]
    public void NoWorse_NoBaseline_IsSaidOnceForAllFigures()
    {
        var gate = new Gate("g", [new GateRule("*") { NoWorseThanBaselineBy = 0.05 }]);

        var row = Assert.Single(gate.Judge(Some.Report(Some.Figure("a.b.c", 0, 0, 0), Some.Figure("a.b.d", 0, 0, 0))).Rows);

        Assert.Equal(Verdict.Skipped, row.Verdict);
    }

    [Fact]
    public void NoWorse_BaselineOfAnotherProfile_IsInvalid()
    {
        var report = Some.Report(Some.Figure(Id, 0.9, 0.9, 0.9));

        Assert.Equal(Verdict.Invalid, NoWorse.Judge(report, report with { Profile = "full" }).Verdict);
    }

    [Fact]
    public void NoWorse_BaselineWithoutTheSetting_IsSkipped()
    {
        var figure = Some.Figure(Id, 0.9, 0.9, 0.9);

        var row = Assert.Single(NoWorse.Judge(Some.Report(figure with { Setting = "eps 0.1" }), Some.Report(figure with { Setting = "eps 0.3" })).Rows);

        Assert.Equal(Verdict.Skipped, row.Verdict);
    }

    [Fact]
    public void NoWorse_BothUnbounded_IsInvalid()
    {
        var figure = Some.Figure(Id, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);

        Assert.Equal(Verdict.Invalid, NoWorse.Judge(Some.Report(figure), Some.Report(figure)).Verdict);
    }
}
