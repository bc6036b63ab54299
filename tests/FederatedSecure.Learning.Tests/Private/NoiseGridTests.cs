using FederatedSecure.Learning.Private;
using FederatedSecure.Numerics;

namespace FederatedSecure.Learning.Tests.Private;

public sealed class NoiseGridTests
{
    [Fact]
    public void Release_ExampleOfTheDocumentation_IsWhatItSays()
    {
        var released = new float[1];

        NoiseGrid.Release([2], [0.5], 1.5, 4, released);

        Assert.Equal(Math.Pow(2, -10), NoiseGrid.Step(1.5));
        Assert.Equal(0.6875f, released[0]);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(0.37)]
    [InlineData(1.0)]
    [InlineData(5000.0)]
    public void Release_WhateverTheSums_IsAMultipleOfAStepThatDependsOnTheNoiseAlone(double deviation)
    {
        var random = new SeededRandomSource(1);
        using var noise = new GaussianNoise(random);
        // Longer than a block, and of no round length.
        var (sums, variates, released) = (new float[1301], new double[1301], new float[1301]);
        noise.Fill(variates);
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = (float)(deviation * 3 * random.NextGaussian());
        }

        NoiseGrid.Release(sums, variates, deviation, batch: 1, released);

        var step = NoiseGrid.Step(deviation);
        Assert.InRange(deviation / step, 1024, 2048);
        for (var i = 0; i < sums.Length; i++)
        {
            Assert.Equal(Math.Round(released[i] / step), released[i] / step);
            // Half a step from the sum with its noise.
            Assert.InRange(released[i] - (sums[i] + (deviation * variates[i])), -step * 0.5001, step * 0.5001);
        }
    }

    /// <summary>
    /// Mironov's attack in small: which values can come out at all, after noise of 2,000 different variates, of a sum 0 and of a sum 1/3? In
    /// double precision nearly all differ, so that one value is enough to know the sum. On the grid both have the same.
    /// </summary>
    [Fact]
    public void Release_TwoSums_CannotBeToldApartByTheirLastBits()
    {
        using var noise = new GaussianNoise(new SeededRandomSource(3));
        var variates = new double[400_000];
        noise.Fill(variates);
        // In the middle of the curve, where 400,000 variates visit every multiple.
        variates = [.. variates.Where(z => Math.Abs(z) < 0.5)];
        const float secret = 1 / 3f;
        var (none, some) = (new float[variates.Length], new float[variates.Length]);

        NoiseGrid.Release(new float[variates.Length], variates, 1, 1, none);
        NoiseGrid.Release([.. variates.Select(_ => secret)], variates, 1, 1, some);

        HashSet<float> Within(IEnumerable<float> values) => [.. values.Where(value => value is > 0 and < 0.4f)];
        Assert.True(Within(none).SetEquals(Within(some)));
        Assert.Empty(variates.Intersect(variates.Select(z => z + secret)));
    }
}
