using FederatedSecure.Cryptography.NoiseShares;
using FederatedSecure.Privacy;

namespace FederatedSecure.Cryptography.Tests.NoiseShares;

public sealed class NoisePlannerTests
{
    [Theory]
    [InlineData(DistributedMechanism.DiscreteGaussian, 1, 1)]
    [InlineData(DistributedMechanism.DiscreteGaussian, 8, 20)]
    [InlineData(DistributedMechanism.Skellam, 1, 1)]
    [InlineData(DistributedMechanism.Skellam, 8, 20)]
    public void Calibrate_KeepsThePromiseAndNoMoreThanThat(DistributedMechanism mechanism, double epsilon, int rounds)
    {
        var terms = SomeNoise.Terms(SomeNoise.Promise(mechanism, epsilon, rounds), SomeNoise.Request);

        Assert.InRange(SomeNoise.Share(terms, SomeNoise.Request).Epsilon(rounds), epsilon * 0.999, epsilon * (1 + 1e-6));
    }

    [Fact]
    public void Calibrate_MoreOfAnythingThatCosts_TakesMoreNoise()
    {
        double Noise(NoiseTerms promise) => SomeNoise.Terms(promise, SomeNoise.Request).Deviation;
        var promise = SomeNoise.Promise();
        var plain = Noise(promise);

        Assert.True(Noise(promise with { BudgetedRounds = 2 }) > plain * 1.2);
        Assert.True(Noise(promise with { Epsilon = 4 }) > plain * 1.2);
        Assert.True(Noise(promise with { Delta = 1e-9 }) > plain * 1.1);
        Assert.True(Noise(promise with { Colluding = 2 }) > plain * 1.6);
    }

    [Fact]
    public void Calibrate_WhatBitsAreTooFewFor_SaysWhatToChange()
    {
        // 5,000,000 values in 127 steps each way: rounding alone makes updates far longer than their clip norm.
        var request = SomeNoise.Request with { Bits = 8, Values = 5_000_000 };

        Assert.False(NoisePlanner.TryCalibrate(SomeNoise.Promise(epsilon: 1), request, out _, out var problem));
        Assert.Contains("take more bits, larger buckets, fewer rounds or a larger epsilon", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Measure_GivenNoise_TellsItsEpsilon()
    {
        var calibrated = SomeNoise.Terms(SomeNoise.Promise(), SomeNoise.Request);

        Assert.True(NoisePlanner.TryMeasure(SomeNoise.Promise() with { Deviation = calibrated.Deviation }, SomeNoise.Request, out var measured, out _));

        Assert.InRange(measured.Epsilon, 8 * 0.999, 8 * (1 + 1e-6));
    }

    [Theory]
    [InlineData(1e-5, "too fine for 16 bits")]
    [InlineData(0.05, "no promise|not the")]
    public void Measure_NoiseThatHidesNothing_IsRefused(double deviation, string expected)
    {
        Assert.False(NoisePlanner.TryMeasure(SomeNoise.Promise() with { Deviation = deviation }, SomeNoise.Request, out _, out var problem));
        Assert.Matches(expected, problem);
    }
}
