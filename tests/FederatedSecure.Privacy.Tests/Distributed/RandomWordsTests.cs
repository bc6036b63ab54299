using FederatedSecure.Numerics;

namespace FederatedSecure.Privacy.Tests.Distributed;

public sealed class RandomWordsTests
{
    private const int Draws = 50_000;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(16)]
    public void Below_SmallBounds_HitsEveryNumberEquallyOften(int bound)
    {
        var words = new RandomWords(new SeededRandomSource(1));
        var counts = new int[bound];
        for (var i = 0; i < Draws; i++)
        {
            counts[(int)words.Below((UInt128)bound)]++;
        }

        var expected = (double)Draws / bound;
        Assert.All(counts, count => Assert.InRange(count, expected - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected))));
    }

    [Fact]
    public void Below_BoundsBeyondOneWord_UsesTwo()
    {
        var words = new RandomWords(new SeededRandomSource(2));
        foreach (var bound in (UInt128[])[(UInt128.One << 64) + 1, (UInt128.One << 100) - 5, UInt128.MaxValue])
        {
            var largest = UInt128.Zero;
            for (var i = 0; i < 200; i++)
            {
                var value = words.Below(bound);
                Assert.True(value < bound);
                largest = value > largest ? value : largest;
            }

            Assert.True(largest > bound / 2);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(7, 3)]
    [InlineData(5, 1)]
    public void IsExponential_Fractions_HasTheProbability(int numerator, int denominator)
    {
        var words = new RandomWords(new SeededRandomSource(3));
        var hits = 0;
        for (var i = 0; i < Draws; i++)
        {
            hits += words.IsExponential((UInt128)numerator, (UInt128)denominator) ? 1 : 0;
        }

        var expected = Math.Exp(-(double)numerator / denominator);
        Assert.Equal(expected, (double)hits / Draws, 5 * Math.Sqrt((expected * (1 - expected) / Draws) + 1e-12));
    }

    [Fact]
    public void Next_ManyWords_AreTheSourcesBytesInOrder()
    {
        var words = new RandomWords(new SeededRandomSource(4));
        var plain = new SeededRandomSource(4);

        for (var i = 0; i < 1200; i++)
        {
            Assert.Equal(plain.NextUInt64(), words.Next());
        }
    }
}
