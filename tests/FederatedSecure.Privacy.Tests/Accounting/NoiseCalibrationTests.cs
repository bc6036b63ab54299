using CsCheck;

namespace FederatedSecure.Privacy.Tests.Accounting;

public sealed class NoiseCalibrationTests
{
    [Theory]
    [InlineData(0.5, 1e-6, 0.01, 1000, Accountant.Pld)]
    [InlineData(3, 1e-5, 0.01, 10_000, Accountant.Pld)]
    [InlineData(8, 1e-5, 0.05, 2000, Accountant.Pld)]
    [InlineData(50, 1e-10, 0.2, 300, Accountant.Pld)]
    [InlineData(1, 1e-5, 1, 30, Accountant.Pld)]
    [InlineData(3, 1e-5, 0.01, 10_000, Accountant.Rdp)]
    [InlineData(0.1, 1e-8, 0.001, 50, Accountant.Rdp)]
    public void NoiseMultiplier_Target_IsMetAndALittleLessWouldNotDo(double epsilon, double delta, double q, long steps, Accountant accountant)
    {
        var sigma = NoiseCalibration.NoiseMultiplier(epsilon, delta, q, steps, accountant);

        Assert.InRange(Upper(sigma), 0, epsilon);
        Assert.True(Upper(sigma * 0.999) > epsilon);

        double Upper(double noise) => PrivacyLoss.Epsilon([new SampledGaussian(q, noise, steps)], delta, accountant).Upper;
    }

    [Theory]
    [InlineData(2, 1e-5, 0.01, 1.1, Accountant.Pld)]
    [InlineData(0.3, 1e-6, 0.001, 0.9, Accountant.Pld)]
    [InlineData(2, 1e-5, 0.01, 1.1, Accountant.Rdp)]
    public void Steps_Target_AreMetAndAFewMoreWouldNotDo(double epsilon, double delta, double q, double sigma, Accountant accountant)
    {
        var steps = NoiseCalibration.Steps(epsilon, delta, q, sigma, accountant);

        Assert.InRange(Upper(steps), 0, epsilon);
        Assert.True(Upper(accountant == Accountant.Rdp ? steps + 1 : (long)(steps * 1.002) + 1) > epsilon);

        double Upper(long count) => PrivacyLoss.Epsilon([new SampledGaussian(q, sigma, count)], delta, accountant).Upper;
    }

    [Theory]
    [InlineData(2, 1e-5, 1.1, 5000, Accountant.Pld)]
    [InlineData(8, 1e-6, 0.7, 300, Accountant.Pld)]
    [InlineData(2, 1e-5, 1.1, 5000, Accountant.Rdp)]
    public void SamplingRate_Target_IsMetAndALittleMoreWouldNotDo(double epsilon, double delta, double sigma, long steps, Accountant accountant)
    {
        var q = NoiseCalibration.SamplingRate(epsilon, delta, sigma, steps, accountant);

        Assert.InRange(Upper(q), 0, epsilon);
        Assert.True(Upper(q * 1.002) > epsilon);

        double Upper(double rate) => PrivacyLoss.Epsilon([new SampledGaussian(rate, sigma, steps)], delta, accountant).Upper;
    }

    [Fact]
    public void NoiseMultiplier_RandomTargets_AreMet() =>
        Gen.Select(Gen.Double[0.05, 30], Gen.Double[-8, -3], Gen.Double[-3.5, 0], Gen.Double[0, 4]).Sample(
            (epsilon, logDelta, logRate, logSteps) =>
            {
                var (delta, q, steps) = (Math.Pow(10, logDelta), Math.Pow(10, logRate), (long)Math.Pow(10, logSteps));

                var sigma = NoiseCalibration.NoiseMultiplier(epsilon, delta, q, steps, Accountant.Rdp);

                Assert.True(PrivacyLoss.Epsilon([new SampledGaussian(q, sigma, steps)], delta, Accountant.Rdp).Upper <= epsilon);
            },
            iter: 30);

    [Fact]
    public void NoiseMultiplier_NoSteps_IsZero() => Assert.Equal(0, NoiseCalibration.NoiseMultiplier(1, 1e-5, 0.1, 0));

    [Fact]
    public void NoiseMultiplier_GenerousTarget_IsTheLeast() => Assert.Equal(0.01, NoiseCalibration.NoiseMultiplier(1e9, 1e-5, 0.1, 10, Accountant.Rdp));

    [Fact]
    public void Steps_TargetBelowOneStep_AreNone() => Assert.Equal(0, NoiseCalibration.Steps(0.01, 1e-5, 0.5, 0.5));

    [Fact]
    public void Steps_NoNoise_AreNone() => Assert.Equal(0, NoiseCalibration.Steps(10, 1e-5, 0.5, 0));

    [Fact]
    public void SamplingRate_NoSteps_IsAny() => Assert.Equal(1, NoiseCalibration.SamplingRate(1, 1e-5, 0, 0));

    [Fact]
    public void NoiseMultiplier_TargetOutOfReach_IsAnErrorThatSaysWhatToDo()
    {
        var error = Assert.Throws<ArgumentException>(() => NoiseCalibration.NoiseMultiplier(0, 1e-15, 1, 1_000_000));

        Assert.Contains("cannot be reached: take fewer steps or a larger δ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SamplingRate_NoNoise_IsAnErrorThatSaysWhatToDo()
    {
        var error = Assert.Throws<ArgumentException>(() => NoiseCalibration.SamplingRate(1, 1e-5, 0, 10));

        Assert.Contains("take more noise or fewer steps", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 1e-5, 0.1, 10)]
    [InlineData(double.NaN, 1e-5, 0.1, 10)]
    [InlineData(1, 0, 0.1, 10)]
    [InlineData(1, 1e-5, 0, 10)]
    [InlineData(1, 1e-5, 2, 10)]
    [InlineData(1, 1e-5, 0.1, -10)]
    public void NoiseMultiplier_OutsideTheRanges_IsAnError(double epsilon, double delta, double q, long steps) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NoiseCalibration.NoiseMultiplier(epsilon, delta, q, steps));
}
