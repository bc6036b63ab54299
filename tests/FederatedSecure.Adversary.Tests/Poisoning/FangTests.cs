using CsCheck;
using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Adversary.Tests.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Adversary.Tests.Poisoning;

public sealed class FangTests
{
    [Fact]
    public void TrimmedMean_UpdatesOfBladesTest_LieInTheRangesOfThePaper()
    {
        // Means −0.475, −3.5, 2.5, 2: above a positive and a negative maximum, below a positive and a negative minimum.
        double[][] honest = [[-4, -7, 1, 3], [-1, -4, 2, -1], [0.1, -2, 3, 3], [3, -1, 4, 3]];

        var vectors = new FangTrimmedMean().Poison(new PoisonContext(honest) { Attackers = 50, Random = new SeededRandomSource(1) });

        Assert.Equal(50, vectors.Distinct().Count());
        Assert.All(vectors, vector =>
        {
            Assert.InRange(vector[0], 3, 6);
            Assert.InRange(vector[1], -1, -0.5);
            Assert.InRange(vector[2], 0.5, 1);
            Assert.InRange(vector[3], -2, -1);
        });
        Assert.InRange(vectors.Average(vector => vector[0]), 4.5 - 0.6, 4.5 + 0.6);
    }

    [Fact]
    public void TrimmedMean_MeanOfZero_SendsZero() =>
        Assert.Equal([[0.0]], new FangTrimmedMean().Poison(new PoisonContext(Updates.Column(-1, 1)) { Random = new SeededRandomSource(1) }));

    [Fact]
    public void TrimmedMean_AnyUpdates_DrawOnTheFarSideAndMoveTheRuleAgainstTheMean() => Gen.Select(Updates.Honest(3), Gen.ULong).Sample((honest, seed) =>
    {
        const int f = 1;
        var vector = Updates.Single(new FangTrimmedMean(), new PoisonContext(honest) { Random = new SeededRandomSource(seed) });
        var mean = PlainRules.Mean(honest);
        var before = PlainRules.TrimmedMean(f)([.. honest, mean]);
        var after = PlainRules.TrimmedMean(f)([.. honest, vector]);
        return mean.Index().All(item => Math.Sign(item.Item) * (after[item.Index] - before[item.Index]) <= 1e-12);
    });

    [Fact]
    public void Krum_ExampleOfTheDocumentation_IsPickedAfterOneHalving() =>
        Assert.Equal([-3.5], Updates.Single(new FangKrum(), new PoisonContext(Updates.Column(-4, -2, 1, 4, 6)) { Attackers = 2 }));

    [Fact]
    public void Krum_AnyUpdates_IsPickedByThePapersKrumOrGivesUp() => Updates.Honest(6).Sample(honest =>
    {
        const int f = 3;
        var vector = Updates.Single(new FangKrum(), new PoisonContext(honest) { Attackers = f });
        double[][] all = [.. honest, vector, vector, vector];
        var nearest = all.Length - f - 2;
        var scores = all.Select((x, i) => all.Where((_, j) => j != i).Select(y => PlainRules.SquaredDistance(x, y)).Order().Take(nearest).Sum()).ToArray();
        var lambda = Math.Abs(vector.MaxBy(Math.Abs));

        // A tie goes to the honest one, and the sums come about in another order here.
        return lambda <= 1e-5 || scores[^1] <= scores.SkipLast(f).Min() + 1e-9;
    });

    [Fact]
    public void Krum_TooFewHonest_SaysHowManyItTakes() =>
        Assert.Contains("5", Assert.Throws<ArgumentException>(() => new FangKrum().Poison(new PoisonContext(Updates.Three) { Attackers = 2 })).Message, StringComparison.Ordinal);
}
