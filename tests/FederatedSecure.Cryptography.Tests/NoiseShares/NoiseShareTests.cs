using FederatedSecure.Cryptography.NoiseShares;
using FederatedSecure.Privacy;

namespace FederatedSecure.Cryptography.Tests.NoiseShares;

public sealed class NoiseShareTests
{
    [Fact]
    public void Reach_OfOneGaussianCoordinate_IsTheClosedForm() =>
        // √(2·101·ln 2) = 11.8328… deviations of 64 steps.
        Assert.Equal(757, NoiseShare.ReachOf(DistributedMechanism.DiscreteGaussian, 64, 1));

    [Theory]
    [InlineData(DistributedMechanism.DiscreteGaussian, 0.5)]
    [InlineData(DistributedMechanism.DiscreteGaussian, 3.7)]
    [InlineData(DistributedMechanism.Skellam, 0.5)]
    [InlineData(DistributedMechanism.Skellam, 3.7)]
    public void Reach_LeavesNoMoreOutThanItSays(DistributedMechanism mechanism, double ratio)
    {
        const int values = 1_000;
        var reach = NoiseShare.ReachOf(mechanism, ratio, values);

        var outside = 2 * Tail(mechanism, ratio, reach + 1);

        Assert.InRange(values * outside, 0, Math.ScaleB(1, -100));
        // And it wastes little: a tenth closer, and it would not do.
        Assert.True(values * 2 * Tail(mechanism, ratio, (long)(0.9 * reach)) > Math.ScaleB(1, -100));
    }

    [Fact]
    public void Epsilon_InFineSteps_IsThatOfTheContinuousGaussian()
    {
        // 24 bits: steps far below the noise. RDP of the Gaussian mechanism over T rounds: T·α·C²/2nσ².
        var request = SomeNoise.Request with { Bits = 24, BucketSize = 4 };
        var share = SomeNoise.Share(SomeNoise.Terms(SomeNoise.Promise(rounds: 5) with { Colluding = 1 }, request), request);
        var variance = 3 * share.Terms.Deviation * share.Terms.Deviation;
        var expected = Enumerable.Range(2, 127).Min(order => RenyiConversion.Epsilon(order, 5 * order / (2 * variance), 1e-5));

        Assert.Equal(3, share.Shares);
        Assert.InRange(share.Epsilon(5), expected, expected * 1.005);
    }

    [Fact]
    public void Epsilon_GrowsWithTheRoundsAndWithEveryColluder()
    {
        var share = SomeNoise.Share(SomeNoise.Terms(SomeNoise.Promise(epsilon: 20, rounds: 10), SomeNoise.Request), SomeNoise.Request);

        var rounds = Enumerable.Range(0, 11).Select(share.Epsilon).ToArray();
        var colluders = Enumerable.Range(0, 3).Select(count => SomeNoise.Share(share.Terms with { Colluding = count, BudgetedRounds = 1 }, SomeNoise.Request).Epsilon(1)).ToArray();

        Assert.Equal(0, rounds[0]);
        Assert.Equal(rounds.Order().Distinct(), rounds);
        Assert.Equal(colluders.Order().Distinct(), colluders);
    }

    [Fact]
    public void Decode_OfZeros_IsZero()
    {
        var share = SomeNoise.Share();
        var values = new double[2];

        share.Decode([3 * share.Request.Middle, (3 * share.Request.Middle) - 2], 3, values);

        Assert.Equal([0, -2 * share.Terms.Granularity], values);
    }

    public static TheoryData<string, Func<NoiseTerms, NoiseTerms>> Lies => new()
    {
        { "no such noise", terms => terms with { Mechanism = (DistributedMechanism)7 } },
        { "positive and finite", terms => terms with { Deviation = double.NaN } },
        { "positive and finite", terms => terms with { Deviation = 0 } },
        { "granularity is positive", terms => terms with { Granularity = double.PositiveInfinity } },
        { "β lies", terms => terms with { Beta = 0.95 } },
        { "β lies", terms => terms with { Beta = double.NaN } },
        { "assumed to collude", terms => terms with { Colluding = 3 } },
        { "assumed to collude", terms => terms with { Colluding = -1 } },
        { "δ lies", terms => terms with { Delta = 0 } },
        { "no promise", terms => terms with { Epsilon = 31 } },
        { "no promise", terms => terms with { Epsilon = double.NaN } },
        { "rounds", terms => terms with { BudgetedRounds = 0 } },
        { "is not between", terms => terms with { Granularity = terms.Deviation * 3 } },
        // It would not fit below the plain modulus: nothing may wrap around.
        { "do not fit into 16 bits", terms => terms with { Granularity = terms.Granularity / 1.01 } },
        { "do not fit into 16 bits", terms => terms with { Deviation = terms.Deviation * 1.01 } },
        // Less noise than the promise needs, for any reason.
        { "not the", terms => terms with { Deviation = terms.Deviation / 1.01 } },
        { "not the", terms => terms with { BudgetedRounds = 2 } },
        { "not the", terms => terms with { Colluding = 1 } },
        { "not the", terms => terms with { Delta = 1e-6 } },
        { "not the", terms => terms with { Epsilon = 7.9 } },
        { "not the", terms => terms with { Beta = 0 } },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void Terms_ThatDoNotHold_AreRefused(string expected, Func<NoiseTerms, NoiseTerms> lie)
    {
        var good = SomeNoise.Share().Terms;

        Assert.False(NoiseShare.TryCreate(lie(good), SomeNoise.Request, out _, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    /// <summary>P(noise ≥ from), by adding up probabilities, the smallest first.</summary>
    private static double Tail(DistributedMechanism mechanism, double ratio, long from)
    {
        var variance = ratio * ratio;
        const int further = 400;
        if (mechanism == DistributedMechanism.DiscreteGaussian)
        {
            double Weight(long x) => Math.Exp(-x * x / (2 * variance));
            var all = Enumerable.Range(-further, (2 * further) + 1).Sum(x => Weight(x));
            return Enumerable.Range(0, further).Reverse().Sum(x => Weight(from + x)) / all;
        }

        // The difference of two Poisson values of mean μ/2: Σ_j p(j)·P(Poisson ≥ from + j).
        var mean = variance / 2;
        var poisson = new double[2 * further];
        poisson[0] = Math.Exp(-mean);
        for (var k = 1; k < poisson.Length; k++)
        {
            poisson[k] = poisson[k - 1] * mean / k;
        }

        var above = new double[poisson.Length + 1];
        for (var k = poisson.Length - 1; k >= 0; k--)
        {
            above[k] = above[k + 1] + poisson[k];
        }

        return Enumerable.Range(0, further).Reverse().Sum(j => poisson[j] * above[Math.Min(above.Length - 1, from + j)]);
    }
}
