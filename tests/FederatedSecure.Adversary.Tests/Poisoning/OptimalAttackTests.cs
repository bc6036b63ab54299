using CsCheck;
using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Adversary.Tests.Support;

namespace FederatedSecure.Adversary.Tests.Poisoning;

public sealed class OptimalAttackTests
{
    /// <summary>The pipeline of ByzFL's documented examples: nearest-neighbour mixing, clipping to norm 2, trimmed mean, all with f = 1.</summary>
    private static double[] Documented(double[][] x) => PlainRules.TrimmedMean(1)(PlainRules.Clipped(PlainRules.Mixed(x, 1), 2));

    [Fact]
    public void OptimalInnerProduct_ExampleOfTheDocumentation_GoesAsFarAsTheSearch() =>
        Assert.Equal([-60], Updates.Single(new OptimalInnerProduct(new LineSearch(3)), Against(PlainRules.Mean, Updates.Column(1, 3), 1)));

    [Fact]
    public void OptimalALittle_ExampleOfTheDocumentation_GoesAsFarAsTheSearch() =>
        Updates.Close(
            [2 + (30 * Math.Sqrt(2))],
            Updates.Single(new OptimalALittleIsEnough(new LineSearch(3)), Against(PlainRules.Mean, Updates.Column(1, 3), 1)),
            1e-9);

    [Fact]
    public void OptimalInnerProduct_ExampleOfByzFL_HasItsPublishedResult() =>
        Updates.Close(
            [-2.74877907, -3.43597384, -4.1231686], // docs of byzfl.Optimal_InnerProductManipulation, 0.0.11
            Updates.Single(new OptimalInnerProduct(), Against(Documented, Updates.Three, 1)),
            1e-8);

    [Fact]
    public void OptimalALittle_ExampleOfByzFL_HasItsPublishedResult() =>
        Updates.Close(
            [12.91985116, 13.91985116, 14.91985116], // docs of byzfl.Optimal_ALittleIsEnough, 0.0.11
            Updates.Single(new OptimalALittleIsEnough(), Against(Documented, Updates.Three, 1)),
            1e-8);

    [Fact]
    public void Optimal_AnyUpdatesAndRule_DoesNoLessThanWhereTheSearchStarts() =>
        Gen.Select(Updates.Honest(5), Gen.Int[1, 2], Gen.Int[0, 3]).Sample((honest, f, kind) =>
        {
            var rule = Rule(kind, f);
            var context = Against(rule, honest, f);
            var mean = PlainRules.Mean(honest);
            double Damage(double[] malicious) => PlainRules.Distance(rule([.. honest, .. Enumerable.Repeat(malicious, f)]), mean);

            // τ = 0 is the zero vector for one and the mean for the other.
            return Damage(Updates.Single(new OptimalInnerProduct(), context)) >= Damage(new double[mean.Length])
                && Damage(Updates.Single(new OptimalALittleIsEnough(), context)) >= Damage(mean) - 1e-12
                && Damage(Updates.Single(new AgrTailored(), context)) >= Damage([.. mean.Select(value => value - (10 * value / PlainRules.Norm(mean)))]) - 1e-12;
        });

    [Fact]
    public void AgrTailored_ExampleOfTheDocumentation_KeepsTheFirstOfEqualDamage() =>
        Updates.Close([-7], Updates.Single(new AgrTailored(), Against(PlainRules.Median, Updates.Column(1, 2, 6), 1)), 1e-12);

    [Fact]
    public void AgrTailored_AgainstKrum_GoesAsFarAsKrumStillPicksIt()
    {
        // μ = (1, 0), the attackers at (1 − γ, 0). Three nearest of each: theirs sum to 0 + 2(γ² + 1), those of (1, ±1) to 5 + γ² + 1
        // where γ² ≥ 3: Krum picks the attackers up to γ = 2, and then an honest one, 1 from the mean.
        double[][] honest = [[1, 1], [1, -1], [1, 2], [1, -2]];

        Updates.Close([-1, 0], Updates.Single(new AgrTailored(), Against(PlainRules.Krum(2), honest, 2)), 4e-5);
    }

    [Fact]
    public void AgrTailored_AnyUpdatesAndRule_DoesNoLessThanAnyHalvedFactor() =>
        Gen.Select(Updates.Honest(6), Gen.Int[0, 3]).Sample((honest, kind) =>
        {
            const int f = 2;
            var rule = Rule(kind, f);
            var (mean, direction) = new Perturbation().Of(new PoisonContext(honest));
            double Damage(double[] malicious) => PlainRules.Distance(rule([.. honest, malicious, malicious]), mean);

            var found = Damage(Updates.Single(new AgrTailored(), Against(rule, honest, f)));

            return Enumerable.Range(0, 15).Select(k => Math.ScaleB(10, -k))
                .All(gamma => found >= Damage([.. mean.Select((value, j) => value - (gamma * direction[j]))]) - 1e-12);
        });

    [Fact]
    public void Optimal_WithoutRuleOrAttackers_SaysSo()
    {
        Assert.Contains("give the rule", Assert.Throws<ArgumentException>(() => new OptimalInnerProduct().Poison(new PoisonContext(Updates.Three))).Message, StringComparison.Ordinal);
        Assert.Contains("at least 1", Assert.Throws<ArgumentException>(() => new AgrTailored().Poison(Against(PlainRules.Mean, Updates.Three, 0))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Optimal_RuleThatLosesItsHead_StillSendsSomethingFinite()
    {
        var context = Against(_ => [double.NaN, double.NaN, double.NaN], Updates.Three, 1);

        Assert.Equal([0.0, 0, 0], Updates.Single(new OptimalInnerProduct(), context).Select(Math.Abs));
        Assert.All(Updates.Single(new AgrTailored(), context), value => Assert.True(double.IsFinite(value)));
    }

    private static Func<double[][], double[]> Rule(int kind, int f) => kind switch
    {
        0 => PlainRules.Mean,
        1 => PlainRules.Median,
        2 => PlainRules.TrimmedMean(f),
        _ => PlainRules.Krum(f),
    };

    private static PoisonContext Against(Func<double[][], double[]> rule, double[][] honest, int f) =>
        new(honest) { Attackers = f, Sites = honest.Length + f, Pipeline = rule };
}
