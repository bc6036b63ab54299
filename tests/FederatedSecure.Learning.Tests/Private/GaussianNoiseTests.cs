using FederatedSecure.Learning.Private;
using FederatedSecure.Numerics;

namespace FederatedSecure.Learning.Tests.Private;

public sealed class GaussianNoiseTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3.5)]
    public void AddTo_ManyValues_AreNormal(double deviation)
    {
        using var noise = new GaussianNoise(new SeededRandomSource(11));
        var values = new double[200_001];

        noise.AddTo(values, deviation);

        // Kolmogorov–Smirnov: above 1.95/√n with a probability of one in a thousand.
        Array.Sort(values);
        var largest = values.Select((x, i) => Math.Max(
            Math.Abs(Phi(x / deviation) - ((double)i / values.Length)), Math.Abs(Phi(x / deviation) - ((i + 1.0) / values.Length)))).Max();
        Assert.InRange(largest, 0, 1.95 / Math.Sqrt(values.Length));
        Assert.InRange(values.Average(x => Math.Pow(x / deviation, 4)), 2.93, 3.07);
    }

    [Fact]
    public void AddTo_Neighbours_AreIndependent()
    {
        using var noise = new GaussianNoise(new SeededRandomSource(12));
        var values = new double[100_000];
        noise.AddTo(values, 1);

        // Also between the cosine and the sine of one turn, a block apart.
        foreach (var lag in new[] { 1, 2, 512, 1023, 1024, 1025, 2048 })
        {
            var correlation = Enumerable.Range(0, values.Length - lag).Average(i => values[i] * values[i + lag]);
            Assert.InRange(correlation, -0.016, 0.016);
        }
    }

    [Fact]
    public void AddTo_KeepsWhatWasThere()
    {
        using var noise = new GaussianNoise(new SeededRandomSource(13));
        double[] values = [1e9, -1e9];

        noise.AddTo(values, 1e-3);

        Assert.InRange(values[0] - 1e9, -0.01, 0.01);
        Assert.InRange(values[1] + 1e9, -0.01, 0.01);
    }

    [Fact]
    public void Next_OfOneSource_IsNeverTheSame()
    {
        using var noise = new GaussianNoise(SecureRandomSource.Instance);

        Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => noise.Next()).Distinct().Count());
    }

    /// <summary>The normal distribution's integral, by Simpson's rule.</summary>
    private static double Phi(double x)
    {
        const int steps = 60;
        if (Math.Abs(x) > 8)
        {
            return x > 0 ? 1 : 0;
        }

        var h = x / steps;
        var sum = 0.0;
        for (var i = 0; i <= steps; i++)
        {
            sum += (i is 0 or steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-0.5 * i * h * i * h);
        }

        return 0.5 + (sum * h / 3 / Math.Sqrt(2 * Math.PI));
    }
}
