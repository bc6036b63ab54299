using FederatedSecure.Learning.Private;
using FederatedSecure.Numerics;

namespace FederatedSecure.Learning.Tests.Private;

public sealed class GaussianNoiseTests
{
    [Fact]
    public void Fill_ManyVariates_AreNormal()
    {
        using var noise = new GaussianNoise(new SeededRandomSource(11));
        var values = new double[400_001];

        noise.Fill(values);

        // Kolmogorov–Smirnov: above 1.95/√n with a probability of one in a thousand.
        Array.Sort(values);
        var largest = values.Select((x, i) => Math.Max(
            Math.Abs(Phi(x) - ((double)i / values.Length)), Math.Abs(Phi(x) - ((i + 1.0) / values.Length)))).Max();
        Assert.InRange(largest, 0, 1.95 / Math.Sqrt(values.Length));
        Assert.InRange(values.Average(x => Math.Pow(x, 4)), 2.94, 3.06);
    }

    [Fact]
    public void Fill_EdgesOfLayersAndTail_HaveTheirMass()
    {
        using var noise = new GaussianNoise(new SeededRandomSource(14));
        var values = new double[4_000_000];

        noise.Fill(values);

        // Bins in the middle, where layers are narrow, over the whole of the curve, and beyond R = 3.654, where only the tail's own method reaches.
        double[] bounds = [-4.5, -4, -3.6541528853610088, -3, -2, -1, -0.3, -0.1, 0, 0.1, 0.3, 1, 2, 3, 3.6541528853610088, 4, 4.5];
        for (var i = 0; i + 1 < bounds.Length; i++)
        {
            var expected = values.Length * Mass(bounds[i], bounds[i + 1]);
            var found = values.Count(x => x >= bounds[i] && x < bounds[i + 1]);
            Assert.InRange((found - expected) / Math.Sqrt(expected), -4.5, 4.5);
        }
    }

    [Fact]
    public void Fill_Neighbours_AreIndependent()
    {
        using var noise = new GaussianNoise(new SeededRandomSource(12));
        var values = new double[100_000];
        noise.Fill(values);

        // Squares, too: a method that shares bits between neighbours shows there.
        foreach (var lag in new[] { 1, 2, 512, 2047, 2048 })
        {
            var pairs = Enumerable.Range(0, values.Length - lag).Select(i => (A: values[i], B: values[i + lag])).ToArray();
            Assert.InRange(pairs.Average(pair => pair.A * pair.B), -0.016, 0.016);
            Assert.InRange(pairs.Average(pair => ((pair.A * pair.A) - 1) * ((pair.B * pair.B) - 1)), -0.03, 0.03);
        }
    }

    [Fact]
    public void Fill_OfTheSystem_IsNeverTheSame()
    {
        using var noise = new GaussianNoise(SecureRandomSource.Instance);
        var values = new double[100];

        noise.Fill(values);

        Assert.Equal(100, values.Distinct().Count());
    }

    [Fact]
    public void Rare_InLayerZeroBeyondItsEdge_TakesTheTail()
    {
        const double tailStart = 3.6541528853610088;
        const ulong farthest = (ulong)long.MaxValue & ~0xFFUL;
        Assert.False(Ziggurat.TryUsual(farthest, out var variate));
        // u = e^(−R·x) for x = 5, which is refused by the next word, u = 1, and for x = 2, which u = 2^−65 lets pass.
        var words = new Queue<ulong>([Word(5), ulong.MaxValue, Word(2), 0]);

        Assert.True(Ziggurat.Rare(farthest, ref variate, words.Dequeue));

        Assert.Equal(tailStart + 2, variate, 1e-9);
        Assert.Empty(words);

        static ulong Word(double beyond) => (ulong)(Math.Exp(-tailStart * beyond) * Math.Pow(2, 64));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Next_WithAndWithoutAThread_IsTheSameNoise(int threads)
    {
        var expected = new double[300];
        using (var noise = new GaussianNoise(new SeededRandomSource(15)))
        {
            noise.Fill(expected);
        }

        using var ahead = new NoiseAhead(new GaussianNoise(new SeededRandomSource(15)), 100, threads);

        double[] found = [.. ahead.Next().ToArray(), .. ahead.Next().ToArray(), .. ahead.Next().ToArray()];

        Assert.Equal(expected, found);
    }

    /// <summary>By Simpson's rule, without Φ, which loses the tail's digits.</summary>
    private static double Mass(double from, double to)
    {
        const int steps = 200;
        var h = (to - from) / steps;
        var sum = 0.0;
        for (var i = 0; i <= steps; i++)
        {
            var x = from + (i * h);
            sum += (i is 0 or steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-0.5 * x * x);
        }

        return sum * h / 3 / Math.Sqrt(2 * Math.PI);
    }

    private static double Phi(double x) => Math.Abs(x) > 8 ? (x > 0 ? 1 : 0) : 0.5 + Mass(0, x);
}
