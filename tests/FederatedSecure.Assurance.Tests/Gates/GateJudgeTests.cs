using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Tests.Support;

namespace FederatedSecure.Assurance.Tests.Gates;

public class GateJudgeTests
{
    private const string Id = "evasion.pgd.accuracy";

    [Theory]
    [InlineData(0.5, 0.6, 0.7, Verdict.Pass)]
    [InlineData(0.499, 0.6, 0.7, Verdict.Inconclusive)]
    [InlineData(0.3, 0.4, 0.5, Verdict.Inconclusive)]
    [InlineData(0.3, 0.4, 0.499, Verdict.Fail)]
    [InlineData(0.5, 0.5, 0.5, Verdict.Pass)]
    [InlineData(double.NaN, 0.9, 0.9, Verdict.Invalid)]
    [InlineData(0.9, double.NaN, 0.9, Verdict.Invalid)]
    [InlineData(0.9, 0.9, double.NaN, Verdict.Invalid)]
    [InlineData(double.NegativeInfinity, 0.9, double.PositiveInfinity, Verdict.Inconclusive)]
    public void AtLeast_Bounds_Decide(double lower, double value, double upper, Verdict expected) =>
        Assert.Equal(expected, Judge(new GateRule(Id) { AtLeast = 0.5 }, Some.Figure(Id, lower, value, upper)).Verdict);

    [Theory]
    [InlineData(0.1, 0.2, 0.5, Verdict.Pass)]
    [InlineData(0.1, 0.2, 0.501, Verdict.Inconclusive)]
    [InlineData(0.501, 0.6, 0.7, Verdict.Fail)]
    [InlineData(0.5, 0.6, 0.7, Verdict.Inconclusive)]
    public void AtMost_Bounds_Decide(double lower, double value, double upper, Verdict expected) =>
        Assert.Equal(expected, Judge(new GateRule(Id) { AtMost = 0.5 }, Some.Figure(Id, lower, value, upper)).Verdict);

    [Theory]
    [InlineData(0.8, 1, 1.25, Verdict.Pass)]
    [InlineData(0.7, 1, 1.25, Verdict.Inconclusive)]
    [InlineData(0.7, 0.75, 0.79, Verdict.Fail)]
    [InlineData(1.3, 1.4, 1.5, Verdict.Fail)]
    public void AtLeastAndAtMost_BothHaveToHold(double lower, double value, double upper, Verdict expected) =>
        Assert.Equal(expected, Judge(new GateRule(Id) { AtLeast = 0.8, AtMost = 1.25 }, Some.Figure(Id, lower, value, upper)).Verdict);

    [Theory]
    [InlineData(0.4, 0.6, Verdict.Pass)]
    [InlineData(0.51, 0.6, Verdict.Fail)]
    public void AttackersBurden_StraddlingInterval_Passes(double lower, double upper, Verdict expected)
    {
        var rule = new GateRule(Id) { AtMost = 0.5, Proof = BurdenOfProof.Attacker };

        Assert.Equal(expected, Judge(rule, Some.Figure(Id, lower, 0.55, upper)).Verdict);
    }

    [Fact]
    public void FigureWithProblem_GoodValue_IsInvalidWhateverTheBurden()
    {
        var figure = Some.Figure(Id, 0.9, 0.95, 1) with { Problem = "gradients are masked" };

        var row = Judge(new GateRule(Id) { AtLeast = 0.5, Proof = BurdenOfProof.Attacker, IsRequired = false }, figure);

        Assert.Equal(Verdict.Invalid, row.Verdict);
        Assert.Contains("gradients are masked", row.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, Verdict.Invalid)]
    [InlineData(false, Verdict.Skipped)]
    public void AbsentFigure_IsInvalidWhereRequired_AndNeverPasses(bool required, Verdict expected)
    {
        var gate = new Gate("g", [new GateRule("privacy.lira.auc") { AtMost = 0.6, IsRequired = required }]);

        var result = gate.Judge(Some.Report(Some.Probe("evasion.pgd-linf"), Some.Skipped("privacy.lira", "there are no training records")));

        var row = Assert.Single(result.Rows);
        Assert.Equal(expected, row.Verdict);
        Assert.Contains("there are no training records", row.Words, StringComparison.Ordinal);
        Assert.Equal(Verdict.Invalid, result.Verdict);
    }

    [Fact]
    public void BrokenProbe_MeansInvalid_ThoughEveryRulePasses()
    {
        var gate = new Gate("g", [new GateRule("evasion.*.accuracy") { AtLeast = 0.5 }]);

        var result = gate.Judge(Some.Report(
            Some.Probe("evasion.fgsm", Some.Figure("evasion.fgsm.accuracy", 0.8, 0.9, 0.95)), Some.Failed("evasion.pgd-linf", "out of memory")));

        Assert.Equal([Verdict.Pass, Verdict.Invalid], result.Rows.Select(row => row.Verdict));
        Assert.Equal(Verdict.Invalid, result.Verdict);
        Assert.Contains("out of memory", result.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void BrokenProbe_RuleThatNeedsIt_IsInvalidThoughNotRequired()
    {
        var gate = new Gate("g", [new GateRule(Id) { AtLeast = 0.5, IsRequired = false }]);

        Assert.All(gate.Judge(Some.Report(Some.Failed("evasion.pgd-linf", "x"))).Rows, row => Assert.Equal(Verdict.Invalid, row.Verdict));
    }

    [Fact]
    public void Pattern_EveryFigureThatItMeans_IsJudged()
    {
        var gate = new Gate("g", [new GateRule("evasion.*.accuracy") { Setting = "linf*", AtLeast = 0.5 }]);

        var result = gate.Judge(Some.Report(
            Some.Figure("evasion.pgd.accuracy", 0.6, 0.7, 0.8) with { Setting = "linf, eps 0.1" },
            Some.Figure("evasion.pgd.accuracy", 0.1, 0.2, 0.3) with { Setting = "linf, eps 0.3" },
            Some.Figure("evasion.pgd.accuracy", 0, 0, 0) with { Setting = "l2, eps 3" },
            Some.Figure("evasion.pgd.queries", 0, 0, 0) with { Setting = "linf, eps 0.3" }));

        Assert.Equal([Verdict.Pass, Verdict.Fail], result.Rows.Select(row => row.Verdict));
        Assert.Equal(Verdict.Fail, result.Verdict);
    }

    [Fact]
    public void Verdict_Worst_Wins()
    {
        Assert.Equal(Verdict.Fail, Of(Verdict.Pass, Verdict.Invalid, Verdict.Fail, Verdict.Inconclusive));
        Assert.Equal(Verdict.Invalid, Of(Verdict.Pass, Verdict.Invalid, Verdict.Inconclusive, Verdict.Skipped));
        Assert.Equal(Verdict.Inconclusive, Of(Verdict.Pass, Verdict.Inconclusive, Verdict.Skipped));
        Assert.Equal(Verdict.Pass, Of(Verdict.Pass, Verdict.Skipped));
        Assert.Equal(Verdict.Invalid, Of(Verdict.Skipped));
        Assert.Equal(Verdict.Invalid, Of());

        static Verdict Of(params Verdict[] verdicts) => new GateResult("g", [.. verdicts.Select(verdict => new GateRow(null, "", verdict, ""))]).Verdict;
    }

    private static GateRow Judge(GateRule rule, Measurement figure) => Assert.Single(new Gate("g", [rule]).Judge(Some.Report(figure)).Rows);
}
