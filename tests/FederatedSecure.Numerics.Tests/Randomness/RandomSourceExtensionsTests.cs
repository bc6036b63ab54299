using CsCheck;
using FederatedSecure.Numerics.Tests.Support;

namespace FederatedSecure.Numerics.Tests.Randomness;

public sealed class RandomSourceExtensionsTests
{
    [Fact]
    public void NextUInt64_AnyMachine_ReadsLittleEndian() =>
        Assert.Equal(0x903df1a0ade0b876UL, new SeededRandomSource(0).NextUInt64());

    [Fact]
    public void NextInt32_AnyMaximum_StaysBelowIt() =>
        Gen.Select(Gen.ULong, Gen.Int[1, int.MaxValue]).Sample((seed, maximum) =>
        {
            var value = new SeededRandomSource(seed).NextInt32(maximum);
            return value >= 0 && value < maximum;
        });

    [Fact]
    public void NextInt32_WordThatWouldBiasTheResult_IsRejected()
    {
        // 2^64 = 1 (mod 3): of the words that lead to 0 there is one too many, and it is word 0.
        var source = new ScriptedRandomSource(0, 1, ulong.MaxValue);

        Assert.Equal(0, source.NextInt32(3));
        Assert.Equal(1, source.Left);
        Assert.Equal(2, source.NextInt32(3));
    }

    [Fact]
    public void NextInt32_ManyDraws_AreUniform()
    {
        const int bins = 10;
        const int draws = 100_000;
        var counts = new int[bins];
        var source = new SeededRandomSource(1);
        for (var i = 0; i < draws; i++)
        {
            counts[source.NextInt32(bins)]++;
        }

        var chiSquared = counts.Sum(count => Math.Pow(count - ((double)draws / bins), 2) / ((double)draws / bins));

        // The 99.9 % quantile for nine degrees of freedom.
        Assert.InRange(chiSquared, 0, 27.9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void NextInt32_NoRoom_Throws(int maximum) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandomSource(0).NextInt32(maximum));

    [Theory]
    [InlineData(0UL, 0.0)]
    [InlineData(1UL << 63, 0.5)]
    [InlineData(ulong.MaxValue, 1 - (1.0 / (1UL << 53)))]
    public void NextDouble_ExtremeWords_StayInTheHalfOpenInterval(ulong word, double expected) =>
        Assert.Equal(expected, new ScriptedRandomSource(word).NextDouble());

    [Fact]
    public void NextGaussian_ExtremeWords_IsFinite()
    {
        Assert.Equal(0, new ScriptedRandomSource(0, 0).NextGaussian());
        Assert.InRange(new ScriptedRandomSource(ulong.MaxValue, 0).NextGaussian(), 8, 9);
    }

    [Fact]
    public void NextGaussian_ManyDraws_HaveTheMomentsOfTheStandardNormal()
    {
        var source = new SeededRandomSource(2);
        double[] values = [.. Enumerable.Range(0, 200_000).Select(_ => source.NextGaussian())];

        Assert.InRange(values.Average(), -0.01, 0.01);
        Assert.InRange(values.Average(x => x * x), 0.985, 1.015);
        Assert.InRange(values.Average(x => x * x * x), -0.04, 0.04);
        Assert.InRange(values.Average(x => x * x * x * x), 2.9, 3.1);
        Assert.InRange(values.Count(x => Math.Abs(x) > 1.959964) / (double)values.Length, 0.048, 0.052);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(7.5)]
    public void NextGamma_ManyDraws_HaveMeanAndVarianceOfTheShape(double shape)
    {
        var source = new SeededRandomSource(3);
        double[] values = [.. Enumerable.Range(0, 200_000).Select(_ => source.NextGamma(shape))];
        var mean = values.Average();

        Assert.InRange(mean / shape, 0.97, 1.03);
        Assert.InRange(values.Average(x => (x - mean) * (x - mean)) / shape, 0.95, 1.05);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void NextGamma_ShapeOutsideItsRange_Throws(double shape) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandomSource(0).NextGamma(shape));

    [Theory]
    [InlineData(1e-9)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(1e6)]
    [InlineData(1e100)]
    public void NextDirichlet_AnyConcentration_IsAProbability(double alpha)
    {
        var source = new SeededRandomSource(4);
        var shares = new double[7];
        for (var i = 0; i < 200; i++)
        {
            source.NextDirichlet(shares, alpha);

            Assert.All(shares, share => Assert.InRange(share, 0, 1));
            Assert.Equal(1, shares.Sum(), 1e-12);
        }
    }

    [Fact]
    public void NextDirichlet_TinyConcentration_IsASpikeAnywhere()
    {
        var source = new SeededRandomSource(5);
        var shares = new double[4];
        var spikes = new int[4];
        for (var i = 0; i < 4_000; i++)
        {
            source.NextDirichlet(shares, 1e-9);
            spikes[Array.IndexOf(shares, shares.Max())]++;
        }

        Assert.All(spikes, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void NextDirichlet_ManyDraws_HaveTheVarianceOfTheConcentration()
    {
        var source = new SeededRandomSource(6);
        var shares = new double[5];
        var squares = 0.0;
        const int draws = 50_000;
        for (var i = 0; i < draws; i++)
        {
            source.NextDirichlet(shares, 0.5);
            squares += Math.Pow(shares[0] - 0.2, 2);
        }

        // Var = (1/n)(1 − 1/n) / (nα + 1).
        Assert.Equal(0.2 * 0.8 / 3.5, squares / draws, 0.001);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    [InlineData(1e101)]
    public void NextDirichlet_ConcentrationOutsideItsRange_Throws(double alpha) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandomSource(0).NextDirichlet(new double[3], alpha));

    [Fact]
    public void Shuffle_AnyValues_KeepsThemAll() =>
        Gen.Select(Gen.ULong, Gen.Int.Array[0, 50]).Sample((seed, values) =>
        {
            int[] shuffled = [.. values];
            new SeededRandomSource(seed).Shuffle(shuffled.AsSpan());
            return shuffled.Order().SequenceEqual(values.Order());
        });

    [Fact]
    public void Shuffle_ManyTimes_MakesEveryOrderEquallyOften()
    {
        var source = new SeededRandomSource(7);
        var counts = new Dictionary<(int, int, int), int>();
        for (var i = 0; i < 60_000; i++)
        {
            int[] values = [0, 1, 2];
            source.Shuffle(values.AsSpan());
            var order = (values[0], values[1], values[2]);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 9_600, 10_400));
    }
}
