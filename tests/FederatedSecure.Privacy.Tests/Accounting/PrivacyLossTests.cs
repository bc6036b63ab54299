using CsCheck;
using FederatedSecure.Privacy.Tests.Support;

namespace FederatedSecure.Privacy.Tests.Accounting;

public sealed class PrivacyLossTests
{
    private static readonly Gen<SampledGaussian> Some =
        Gen.Select(Gen.Double[-4, -0.5], Gen.Double[0.5, 8], Gen.Double[0.5, 4.5]).Select((rate, sigma, steps) =>
            new SampledGaussian(Math.Pow(10, rate), sigma, (long)Math.Pow(10, steps)));

    private static readonly Gen<double> Deltas = Gen.Double[-10, -2].Select(exponent => Math.Pow(10, exponent));

    /// <summary>Parameters of trainings that are done.</summary>
    public static TheoryData<double, double, long, double> Practical { get; } = Grid(
        [1e-3, 0.01, 0.1], [0.7, 1.1, 4], [100, 1000, 10_000], [1e-6]);

    [Theory]
    [MemberData(nameof(Practical))]
    public void Epsilon_PracticalParameters_BoundsAreWithinAThousandth(double q, double sigma, long steps, double delta)
    {
        var bounds = PrivacyLoss.Epsilon([new SampledGaussian(q, sigma, steps)], delta);

        Assert.InRange(bounds.Lower, 0, bounds.Upper);
        Assert.InRange(bounds.Upper - bounds.Lower, 0, 1e-3 * bounds.Upper);
        Assert.True(bounds.Upper <= PrivacyLoss.Epsilon([new SampledGaussian(q, sigma, steps)], delta, Accountant.Rdp).Upper * (1 + 1e-9));
    }

    [Fact]
    public void Epsilon_AnyParameters_UpperLiesBetweenLowerAndRdp() => Gen.Select(Some, Deltas).Sample(
        (steps, delta) =>
        {
            var pld = PrivacyLoss.Epsilon([steps], delta);

            Assert.InRange(pld.Lower, 0, pld.Upper);
            Assert.True(pld.Upper <= PrivacyLoss.Epsilon([steps], delta, Accountant.Rdp).Upper * (1 + 1e-9));
        },
        iter: 25);

    [Theory]
    [InlineData(Accountant.Pld)]
    [InlineData(Accountant.Rdp)]
    public void Epsilon_MoreOfAnything_IsMonotone(Accountant accountant) => Gen.Select(Some, Deltas, Gen.Double[1.05, 2]).Sample(
        (one, delta, factor) =>
        {
            var (epsilon, slack) = (Upper(one, delta), accountant == Accountant.Pld ? 1e-3 : 1e-9);
            var most = epsilon * (1 + slack);

            Assert.True(Upper(new SampledGaussian(one.SamplingRate / factor, one.NoiseMultiplier, one.Steps), delta) <= most);
            Assert.True(Upper(new SampledGaussian(one.SamplingRate, one.NoiseMultiplier * factor, one.Steps), delta) <= most);
            Assert.True(Upper(one.Times((long)(one.Steps / factor)), delta) <= most);
            Assert.True(Upper(one, Math.Min(0.5, delta * factor)) <= most);

            double Upper(SampledGaussian some, double at) => PrivacyLoss.Epsilon([some], at, accountant).Upper;
        },
        iter: accountant == Accountant.Pld ? 8 : 50);

    [Theory]
    [InlineData(Accountant.Pld)]
    [InlineData(Accountant.Rdp)]
    public void Delta_AtTheEpsilonOfADelta_IsThatDelta(Accountant accountant) => Gen.Select(Some, Deltas).Sample(
        (steps, delta) =>
        {
            var epsilon = PrivacyLoss.Epsilon([steps], delta, accountant).Upper;
            if (epsilon > 0.01)
            {
                // ε is known to a thousandth, and ln δ falls with ε about like ε·μ^−2, hence at most by −2·ln δ over ε.
                Assert.Equal(Math.Log(delta), Math.Log(PrivacyLoss.Delta([steps], epsilon, accountant)), 4e-3 * -Math.Log(delta));
                Assert.True(PrivacyLoss.Delta([steps], epsilon * 1.1, accountant) <= delta);
            }
        },
        iter: 12);

    [Theory]
    [InlineData(Accountant.Pld)]
    [InlineData(Accountant.Rdp)]
    public void Epsilon_StepsInAnyOrderAndInParts_IsTheSame(Accountant accountant) => Gen.Select(Some, Some, Some, Deltas).Sample(
        (a, b, c, delta) =>
        {
            var together = PrivacyLoss.Epsilon([a, b, c], delta, accountant);
            var otherwise = PrivacyLoss.Epsilon([c, b.Times(b.Steps / 2), a, b.Times(b.Steps - (b.Steps / 2))], delta, accountant);

            Assert.Equal(together.Upper, otherwise.Upper, 1e-3 * together.Upper);
            Assert.True(together.Upper >= PrivacyLoss.Epsilon([b], delta, accountant).Lower);
            Assert.True(together.Lower <= together.Upper);
        },
        iter: 6);

    [Theory]
    [InlineData(Accountant.Pld)]
    [InlineData(Accountant.Rdp)]
    public void Epsilon_AlmostEqualKindsOfSteps_CostsWhatOneKindDoes(Accountant accountant)
    {
        // Different enough not to be counted together, and too close to cost anything else.
        var mixed = PrivacyLoss.Epsilon([new SampledGaussian(0.01, 1, 600), new SampledGaussian(0.01, 1 + 1e-9, 400)], 1e-6, accountant);
        var plain = PrivacyLoss.Epsilon([new SampledGaussian(0.01, 1, 1000)], 1e-6, accountant);

        Assert.Equal(plain.Upper, mixed.Upper, 1e-3 * plain.Upper);
    }

    [Theory]
    [InlineData(1, 1, 1e-5)]
    [InlineData(0.3, 50, 1e-10)]
    [InlineData(100, 10_000, 1e-8)]
    [InlineData(2000, 1_000_000, 1e-15)]
    public void Epsilon_FullSample_IsTheOneOfOneGaussian(double sigma, long steps, double delta)
    {
        // T Gaussians with σ are one with σ/√T; microsoft/prv_accountant tests itself with σ = 100 and 10,000 steps.
        var mu = Math.Sqrt(steps) / sigma;
        var expected = Reference.Solve(epsilon => Math.Log(Reference.GaussianDelta(mu, epsilon)), Math.Log(delta), 1e4);

        var bounds = PrivacyLoss.Epsilon([new SampledGaussian(1, sigma, steps)], delta);

        Assert.Equal(expected, bounds.Upper, 1e-6 * expected);
        Assert.Equal(bounds.Upper, bounds.Lower);
    }

    [Fact]
    public void Epsilon_NothingDone_IsZero()
    {
        Assert.Equal(0, PrivacyLoss.Epsilon([], 1e-5).Upper);
        Assert.Equal(0, PrivacyLoss.Epsilon([new SampledGaussian(0.1, 0, 0)], 1e-5).Upper);
        Assert.Equal(0, PrivacyLoss.Delta([new SampledGaussian(0.1, 0, 0)], 0));
        Assert.Equal(0, PrivacyLoss.Epsilon([], 1e-5, Accountant.Rdp).Upper);
    }

    [Theory]
    [InlineData(Accountant.Pld)]
    [InlineData(Accountant.Rdp)]
    public void Epsilon_OneStepWithoutNoise_IsInfinite(Accountant accountant)
    {
        SampledGaussian[] history = [new(0.1, 5, 100), new(1e-6, 0, 1)];

        var bounds = PrivacyLoss.Epsilon(history, 1e-5, accountant);

        Assert.Equal(double.PositiveInfinity, bounds.Upper);
        Assert.Equal(double.PositiveInfinity, bounds.Lower);
        Assert.Equal(1, PrivacyLoss.Delta(history, 100, accountant));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1e-5)]
    [InlineData(2)]
    [InlineData(double.NaN)]
    public void Epsilon_ImpossibleDelta_IsAnErrorThatSaysWhatToTake(double delta)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => PrivacyLoss.Epsilon([new SampledGaussian(0.1, 1, 10)], delta));

        Assert.Contains("take one well below 1 / (number of records)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Delta_ImpossibleEpsilon_IsAnError(double epsilon) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PrivacyLoss.Delta([new SampledGaussian(0.1, 1, 10)], epsilon));

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { 2, 1.0 })]
    [InlineData(new[] { double.NaN })]
    public void Epsilon_ImpossibleOrders_IsAnError(double[] orders) =>
        Assert.ThrowsAny<ArgumentException>(() => PrivacyLoss.Epsilon([new SampledGaussian(0.1, 1, 10)], 1e-5, Accountant.Rdp, orders));

    private static TheoryData<double, double, long, double> Grid(double[] rates, double[] sigmas, long[] steps, double[] deltas)
    {
        var data = new TheoryData<double, double, long, double>();
        data.AddRange(
            from q in rates
            from sigma in sigmas
            from count in steps
            from delta in deltas
            select new TheoryDataRow<double, double, long, double>(q, sigma, count, delta));
        return data;
    }
}
