using CsCheck;

namespace FederatedSecure.Privacy.Tests.Distributed;

public sealed class DistributedNoiseTests
{
    private static readonly double Beta = Math.Exp(-0.5);

    [Theory]
    [InlineData(0.01, 0.05, 100, 1, true, 1024, 1, 1, 1e-5, 11.024891480042896, 11.027748034409246, 3)]
    [InlineData(0.02, 0.1, 50, 1, true, 4096, 0.05, 200, 1e-6, 20.705577631249316, 20.750278768323337, 2)]
    [InlineData(0.005, 1, 10, 2, false, 100, 0.3, 20, 1e-5, 7.8581100800891255, 7.858117522814797, 3)]
    [InlineData(0.1, 0.06, 200, 1, true, 256, 1, 4, 1e-5, 2387.148494060886, 20.354546418314502, 3)]
    public void Epsilon_KnownCases_IsWhatTheAuthorsCodeReturns(
        double gamma, double sigma, long clients, double clip, bool isRepeated, long dimension, double q, long steps, double delta, double discreteGaussian, double skellam, double order)
    {
        // ddgauss_epsilon and skellam_epsilon of google-research/federated, distributed_dp/accounting_utils.py, run on these cases.
        var ddg = new DistributedNoise(DistributedMechanism.DiscreteGaussian, sigma, clients, clip, isRepeated ? Beta : 0, dimension, gamma).Epsilon(q, steps, delta);
        var sk = new DistributedNoise(DistributedMechanism.Skellam, sigma, clients, clip, isRepeated ? Beta : 0, dimension, gamma).Epsilon(q, steps, delta);

        Assert.Equal(discreteGaussian, ddg.Upper, 1e-9 * discreteGaussian);
        Assert.Equal(skellam, sk.Upper, 1e-9 * skellam);
        Assert.Equal(order, ddg.Order);
        Assert.Equal(order, sk.Order);
    }

    [Fact]
    public void RoundedL2_Example_IsTheBoundOfTheoremOne() =>
        // √(1 + 0.32²/4 + √(2·½)·0.01·(1 + 0.16)), in the paper's symbols with β = e^−½.
        Assert.Equal(Math.Sqrt(1 + (0.32 * 0.32 / 4) + (0.01 * 1.16)), Some(DistributedMechanism.Skellam).RoundedL2, 1e-12);

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    public void RoundedL2_AnyVector_IsAtLeastWhatRoundingReaches(double beta) => Gen.Double[-1, 1].Array[16].Sample(direction =>
    {
        const double gamma = 0.25;
        var length = Math.Sqrt(direction.Sum(x => x * x));
        var noise = new DistributedNoise(DistributedMechanism.Skellam, 1, 10, Math.Max(1e-3, length), beta, 16, gamma);

        // Away from zero in every coordinate: the longest possible, which the bound of β = 0 allows for.
        var longest = Math.Sqrt(direction.Sum(x => Math.Pow(gamma * Math.Ceiling(Math.Abs(x) / gamma), 2)));
        Assert.True(noise.RoundedL2 <= noise.Clip + (gamma * 4) + 1e-12);
        Assert.True(beta > 0 || longest <= noise.RoundedL2 + 1e-12);
    });

    [Theory]
    [InlineData(DistributedMechanism.DiscreteGaussian)]
    [InlineData(DistributedMechanism.Skellam)]
    public void Divergence_FineGrid_IsTheOneOfACentralGaussian(DistributedMechanism mechanism)
    {
        var noise = new DistributedNoise(mechanism, 0.5, 64, 1, 0, 100, 1e-7);

        // n·σ² together: α·c²/(2nσ²).
        Assert.Equal(8 / (2 * 64 * 0.25), noise.Divergence(8), 1e-5);
    }

    [Theory]
    [InlineData(DistributedMechanism.DiscreteGaussian)]
    [InlineData(DistributedMechanism.Skellam)]
    public void Epsilon_LessOfAnything_IsNotSmaller(DistributedMechanism mechanism)
    {
        var reference = Some(mechanism).Epsilon(0.1, 100, 1e-5).Upper;

        Assert.True((Some(mechanism) with { }).Epsilon(0.2, 100, 1e-5).Upper >= reference);
        Assert.True(Some(mechanism).Epsilon(0.1, 200, 1e-5).Upper >= reference);
        Assert.True(Some(mechanism).Epsilon(0.1, 100, 1e-6).Upper >= reference);
        Assert.True(new DistributedNoise(mechanism, 0.04, 100, 1, Beta, 1024, 0.01).Epsilon(0.1, 100, 1e-5).Upper >= reference);
        Assert.True(new DistributedNoise(mechanism, 0.05, 90, 1, Beta, 1024, 0.01).Epsilon(0.1, 100, 1e-5).Upper >= reference);
        Assert.True(new DistributedNoise(mechanism, 0.05, 100, 1.2, Beta, 1024, 0.01).Epsilon(0.1, 100, 1e-5).Upper >= reference);
        Assert.True(new DistributedNoise(mechanism, 0.05, 100, 1, Beta, 4096, 0.01).Epsilon(0.1, 100, 1e-5).Upper >= reference);
        Assert.True(new DistributedNoise(mechanism, 0.05, 100, 1, Beta, 1024, 0.02).Epsilon(0.1, 100, 1e-5).Upper >= reference);
    }

    [Fact]
    public void Divergence_Sampled_IsAtMostThePlainOne() => Gen.Select(Gen.Double[0.001, 1], Gen.Int[2, 40]).Sample((q, order) =>
    {
        var noise = Some(DistributedMechanism.Skellam);

        Assert.InRange(noise.Divergence(order, q), 0, noise.Divergence(order));
        Assert.True(noise.Divergence(order, q) <= noise.Divergence(order + 1, q) * (1 + 1e-12));
    });

    [Fact]
    public void DiscreteGaussianNoise_OneSite_BoundsItsExactDelta()
    {
        // One coordinate, one site, whole numbers: the clip 3 on a grid of 1 rounds to at most 3 + 1.
        var noise = new DistributedNoise(DistributedMechanism.DiscreteGaussian, 5, 1, 3, 0, 1, 1);
        var bounds = noise.Epsilon(1, 1, 1e-4);

        Assert.Equal(4, noise.RoundedL2);
        Assert.True(new DiscreteGaussian(5).Delta(bounds.Upper, 4) <= 1e-4);
    }

    [Fact]
    public void Epsilon_NoSteps_IsZero() => Assert.Equal(0, Some(DistributedMechanism.Skellam).Epsilon(0.5, 0, 1e-5).Upper);

    [Fact]
    public void Epsilon_ExtremeParameters_IsBounded()
    {
        foreach (var mechanism in Enum.GetValues<DistributedMechanism>())
        {
            Assert.InRange(new DistributedNoise(mechanism, 1, 1_000_000_000_000, 1, 0, 1_000_000_000_000, 1).Epsilon(1e-6, 1_000_000, 1e-15).Upper, 0, double.MaxValue);
            Assert.InRange(new DistributedNoise(mechanism, 1e-3, 1, 1e3, 0, 1, 1e-3).Epsilon(1, 1_000_000, 1e-15).Upper, 1e6, double.PositiveInfinity);
            Assert.InRange(new DistributedNoise(mechanism, 1e10, 1000, 1e-3, 0.5, 10, 1e-3).Epsilon(0.5, 1, 1e-5).Upper, 0, 1e-3);
        }
    }

    [Theory]
    [InlineData(0, 10, 1, 0.5, 10, 0.01)]
    [InlineData(double.NaN, 10, 1, 0.5, 10, 0.01)]
    [InlineData(1, 0, 1, 0.5, 10, 0.01)]
    [InlineData(1, 10, 0, 0.5, 10, 0.01)]
    [InlineData(1, 10, 1, 1, 10, 0.01)]
    [InlineData(1, 10, 1, -0.5, 10, 0.01)]
    [InlineData(1, 10, 1, double.NaN, 10, 0.01)]
    [InlineData(1, 10, 1, 0.5, 0, 0.01)]
    [InlineData(1, 10, 1, 0.5, 10, 0)]
    [InlineData(1, 10, 1, 0.5, 10, 2.1)]
    public void Create_OutsideTheRanges_IsAnError(double sigma, long clients, double clip, double beta, long dimension, double gamma) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistributedNoise(DistributedMechanism.DiscreteGaussian, sigma, clients, clip, beta, dimension, gamma));

    [Fact]
    public void Epsilon_OutsideTheRanges_IsAnError()
    {
        var noise = Some(DistributedMechanism.Skellam);

        Assert.Throws<ArgumentOutOfRangeException>(() => noise.Epsilon(0, 1, 1e-5));
        Assert.Throws<ArgumentOutOfRangeException>(() => noise.Epsilon(1, -1, 1e-5));
        Assert.Throws<ArgumentOutOfRangeException>(() => noise.Epsilon(1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => noise.Divergence(1));
    }

    private static DistributedNoise Some(DistributedMechanism mechanism) => new(mechanism, 0.05, 100, 1, Beta, 1024, 0.01);
}
