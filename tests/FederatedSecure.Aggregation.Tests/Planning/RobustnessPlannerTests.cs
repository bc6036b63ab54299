using CsCheck;
using FederatedSecure.Aggregation.Planning;
using FederatedSecure.Aggregation.Rules;

namespace FederatedSecure.Aggregation.Tests.Planning;

public sealed class RobustnessPlannerTests
{
    private static readonly string[] Rules = ["mean", "median", "trimmed-mean", "krum", "multi-krum", "bulyan", "geometric-median", "sign-majority"];

    private static readonly AggregationRule TrimmedMean = AggregationRules.Create("trimmed-mean", RuleParameters.None);

    [Fact]
    public void Plan_ExampleOfTheDocumentation_StandsNine()
    {
        var plan = RobustnessPlanner.Plan(60, 3, 6, TrimmedMean);

        Assert.Equal(RobustnessLevel.Guaranteed, plan.Level);
        Assert.Equal(20, plan.Buckets.Count);
        Assert.Equal(9, plan.Tolerated);
        Assert.Equal(0.15, plan.ToleratedFraction, 12);
        Assert.Equal(6, plan.BucketTolerance);
        Assert.Equal(0, plan.ProbabilityBeyond);
        Assert.Empty(plan.Warnings);
        Assert.Contains("stands 9 attacking sites (15.0 %)", plan.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_MoreAttackersThanTheWorstCaseAllows_SaysHowLikelyItFails()
    {
        var plan = RobustnessPlanner.Plan(300, 5, 30, TrimmedMean);

        // 60 buckets, stands 29: P(X ≥ 30) = 6e-4.
        Assert.Equal(RobustnessLevel.Likely, plan.Level);
        Assert.Equal(29, plan.BucketTolerance);
        Assert.Equal(6e-4, plan.ProbabilityBeyond, 6e-5);
        var warning = Assert.Single(plan.Warnings);
        Assert.Contains("30 attackers can spoil up to 30 of 60 buckets, and trimmed-mean stands 29", warning, StringComparison.Ordinal);
        Assert.Contains("takes 61 buckets: 305 sites with k = 5", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_FarTooManyAttackers_PromisesTheNormBoundOnly()
    {
        var plan = RobustnessPlanner.Plan(500, 10, 50, TrimmedMean);

        Assert.Equal(RobustnessLevel.NormBoundOnly, plan.Level);
        Assert.Equal(24, plan.BucketTolerance);
        Assert.True(plan.ProbabilityBeyond > 0.99);
    }

    [Theory]
    [InlineData(8, 3)]
    [InlineData(3, 3)]
    public void Plan_FewerThanThreeBuckets_PromisesTheNormBoundOnly(int n, int k)
    {
        var plan = RobustnessPlanner.Plan(n, k, 1, TrimmedMean);

        Assert.Equal(RobustnessLevel.NormBoundOnly, plan.Level);
        Assert.Equal(0, plan.Tolerated);
        Assert.Contains(plan.Warnings, warning => warning.Contains("needs at least 9 sites with buckets of 3", StringComparison.Ordinal));
    }

    [Fact]
    public void Plan_RuleWithoutTolerance_SaysSo()
    {
        var plan = RobustnessPlanner.Plan(60, 3, 6, AggregationRules.Create("mean", RuleParameters.None));

        Assert.Equal(RobustnessLevel.NormBoundOnly, plan.Level);
        Assert.Contains("mean tolerates no attacker at all", plan.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_NobodyClaimed_SaysThatNothingIsDropped() =>
        Assert.Contains("f = 0", Assert.Single(RobustnessPlanner.Plan(60, 3, 0, TrimmedMean).Warnings), StringComparison.Ordinal);

    [Fact]
    public void Plan_AnyNumbers_KeepToWhatTheRuleStands() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 200], Gen.Int[0, 40], Gen.Int[0, Rules.Length - 1].Select(i => Rules[i])).Sample(
            (k, more, m, name) =>
            {
                var n = k + more;
                var rule = AggregationRules.Create(name, RuleParameters.None);
                var plan = RobustnessPlanner.Plan(n, k, Math.Min(m, n), rule);

                Assert.True(2 * plan.BucketTolerance < plan.Buckets.Count);
                Assert.True(plan.BucketTolerance <= plan.Tolerated);
                Assert.True(plan.ToleratedFraction < 1.0 / (2 * k));
                Assert.Equal(rule.Problem(plan.Buckets.Count, plan.BucketTolerance) is not null, plan.Warnings.Any(warning => warning.Contains("cannot run", StringComparison.Ordinal)));
                Assert.Equal(plan.Level == RobustnessLevel.Guaranteed && m > 0, plan.Warnings.IsEmpty);
            },
            iter: 300);
}
