using CsCheck;
using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Adversary.Tests.Support;

namespace FederatedSecure.Adversary.Tests.Poisoning;

public sealed class DistanceAttackTests
{
    private const double Stop = 1e-5;

    private static readonly Gen<PerturbationKind> Kinds = Gen.Int[0, 2].Select(kind => (PerturbationKind)kind);

    [Fact]
    public void MinMax_ExampleOfTheDocumentation_IsAsFarAsTheTwoAreFromEachOther() =>
        Updates.Close([1], Updates.Single(new MinMax(), Updates.Column(1, 3)), 2 * Stop);

    [Fact]
    public void MinSum_ExampleOfTheDocumentation_IsAsCentralAsTheMiddleOne() =>
        Updates.Close([2], Updates.Single(new MinSum(), Updates.Column(1, 2, 6)), 2 * Stop);

    [Fact]
    public void MinSum_BoundOfTheOutermost_GoesFurther() =>
        Updates.Close([3 - 3], Updates.Single(new MinSum(bound: DistanceBound.Max), Updates.Column(1, 2, 6)), 2 * Stop); // 14 + 3γ² ≤ 41

    [Fact]
    public void MinMax_DirectionOfTheSpread_MovesOnlyWhereUpdatesDiffer()
    {
        // μ = (2, 5), σ = (√2, 0): 2 − γ√2 may come to 1.
        var vector = Updates.Single(new MinMax(new Perturbation(PerturbationKind.Std)), [[1, 5], [3, 5]]);

        Updates.Close([1, 5], vector, 4 * Stop);
    }

    [Fact]
    public void MinMax_AnyUpdates_FindsTheRootOfTheQuadratic() => Gen.Select(Updates.Honest(), Kinds).Sample((honest, kind) =>
    {
        var limit = honest.SelectMany(x => honest.Select(y => PlainRules.SquaredDistance(x, y))).Max();
        var (mean, direction) = new Perturbation(kind).Of(new PoisonContext(honest));

        // ‖μ − h‖² − 2γ·p·(μ − h) + γ²‖p‖² = limit, the larger root, the first update to reach it.
        var square = direction.Sum(value => value * value);
        var root = honest.Min(h =>
        {
            var along = direction.Select((p, j) => p * (mean[j] - h[j])).Sum();
            return (along + Math.Sqrt((along * along) + (square * (limit - PlainRules.SquaredDistance(mean, h))))) / square;
        });

        AssertFactor(honest, kind, new MinMax(new Perturbation(kind)), root);
    });

    [Fact]
    public void MinSum_AnyUpdates_FindsTheRootOfTheQuadratic() => Gen.Select(Updates.Honest(), Kinds).Sample((honest, kind) =>
    {
        var limit = honest.Min(x => honest.Sum(y => PlainRules.SquaredDistance(x, y)));
        var (mean, direction) = new Perturbation(kind).Of(new PoisonContext(honest));

        // Σ‖μ − h‖² + H·γ²‖p‖² = limit: the mixed terms cancel.
        var root = Math.Sqrt((limit - honest.Sum(h => PlainRules.SquaredDistance(mean, h))) / (honest.Length * direction.Sum(value => value * value)));

        AssertFactor(honest, kind, new MinSum(new Perturbation(kind)), root);
    });

    [Theory]
    [InlineData(PerturbationKind.Unit)]
    [InlineData(PerturbationKind.Sign)]
    [InlineData(PerturbationKind.Std)]
    public void Poison_EqualUpdates_SendsThem(PerturbationKind kind)
    {
        Updates.Close([0.5, -1], Updates.Single(new MinMax(new Perturbation(kind)), [[0.5, -1], [0.5, -1], [0.5, -1]]), 2 * Stop);
        Updates.Close([0, 0], Updates.Single(new MinSum(new Perturbation(kind)), [[0, 0], [0, 0]]), 2 * Stop);
    }

    [Fact]
    public void Poison_HugeUpdates_StaysFinite() =>
        Assert.All(Updates.Single(new MinMax(), [[1e100, 1], [-1e90, 2], [1e-300, 3]]), value => Assert.True(double.IsFinite(value)));

    [Fact]
    public void Poison_OneKnownUpdate_SaysThatThereAreNoDistances() =>
        Assert.Contains("distances", Assert.Throws<ArgumentException>(() => new MinSum().Poison(PoisonContext.OfSite([1]))).Message, StringComparison.Ordinal);

    private static void AssertFactor(double[][] honest, PerturbationKind kind, IPoisoner attack, double root)
    {
        var (mean, direction) = new Perturbation(kind).Of(new PoisonContext(honest));
        var vector = Updates.Single(attack, honest);
        var norm = PlainRules.Norm(direction);
        var factor = PlainRules.Distance(vector, mean) / norm;

        // Never beyond 2·γ_init.
        Assert.InRange(factor, Math.Min(root, 20) - (2 * Stop) - 1e-9, Math.Min(root, 20) + 1e-9);
    }
}
