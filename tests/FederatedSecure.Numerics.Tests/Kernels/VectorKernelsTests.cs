namespace FederatedSecure.Numerics.Tests.Kernels;

/// <summary>
/// Every kernel against the plain loop that defines it, bit for bit. <see cref="VectorKernelsOnOtherMachinesTests"/> runs this
/// class again with the vector instructions switched off.
/// </summary>
public sealed class VectorKernelsTests
{
    private const int LongestTried = 140;

    // Computed by an independent program from the definitions alone.
    private const long FixedNorm = 4710068166119477358;

    public static TheoryData<float> NotFinite => [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -float.NaN];

    [Theory]
    [MemberData(nameof(NotFinite))]
    public void AllFinite_BadValueAnywhere_IsFound(float bad)
    {
        for (var length = 1; length <= LongestTried; length++)
        {
            var x = Floats(length, seed: 1);
            for (var i = 0; i < length; i++)
            {
                var good = x[i];
                x[i] = bad;

                Assert.False(VectorKernels.AllFinite(x), $"length {length}, index {i}");
                x[i] = good;
            }
        }
    }

    [Theory]
    [InlineData(float.MaxValue)]
    [InlineData(float.MinValue)]
    [InlineData(float.Epsilon)]
    [InlineData(-0f)]
    public void AllFinite_ExtremeButFinite_IsTrue(float value)
    {
        for (var length = 0; length <= LongestTried; length++)
        {
            var x = new float[length];
            Array.Fill(x, value);

            Assert.True(VectorKernels.AllFinite(x));
        }
    }

    [Fact]
    public void SquaredNorm_AnyLength_IsThatOfThePlainLoop()
    {
        for (var length = 0; length <= LongestTried; length++)
        {
            var x = Floats(length + 1, seed: 2).AsSpan(1);

            Assert.Equal(Bits(ScalarKernels.SquaredNorm(x)), Bits(VectorKernels.SquaredNorm(x)));
        }
    }

    [Fact]
    public void SquaredNorm_ThreeFour_IsTwentyFive() => Assert.Equal(25, VectorKernels.SquaredNorm([3, 4]));

    [Fact]
    public void SquaredNorm_SquaresBeyondFloat_AreNotLost()
    {
        float[] x = [.. Enumerable.Repeat(float.MaxValue, 40)];

        Assert.Equal(1, VectorKernels.SquaredNorm(x) / (40.0 * float.MaxValue * float.MaxValue), 1e-14);
    }

    [Fact]
    public void SquaredNorm_FixedVector_HasTheSameBitsOnEveryMachine() =>
        Assert.Equal(FixedNorm, Bits(VectorKernels.SquaredNorm(Floats(100_003, seed: 3))));

    [Theory]
    [InlineData(1)]
    [InlineData(0.1)]
    [InlineData(-1e30)]
    public void AddScaled_AnyLength_IsThatOfThePlainLoop(double scale)
    {
        for (var length = 0; length <= LongestTried; length++)
        {
            var x = Floats(length + 1, seed: 4).AsSpan(1);
            double[] expected = [.. Floats(length, seed: 5).Select(value => value / 3.0)];
            double[] actual = [.. expected];

            ScalarKernels.AddScaled(expected, x, scale);
            VectorKernels.AddScaled(actual, x, scale);

            Assert.Equal(expected.Select(Bits), actual.Select(Bits));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.1)]
    [InlineData(-1e40)]
    public void ScaleTo_AnyLength_IsThatOfThePlainLoop(double scale)
    {
        for (var length = 0; length <= LongestTried; length++)
        {
            double[] x = [.. Floats(length, seed: 6).Select(value => value / 3.0)];
            var (expected, actual) = (new float[length], new float[length]);

            ScalarKernels.ScaleTo(x, scale, expected);
            VectorKernels.ScaleTo(x, scale, actual);

            Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), actual.Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1e-40)]
    public void DivideTo_AnyLength_IsThatOfThePlainLoop(double divisor)
    {
        for (var length = 0; length <= LongestTried; length++)
        {
            double[] x = [.. Floats(length, seed: 7).Select(value => value / 3.0)];
            var (expected, actual) = (new float[length], new float[length]);

            ScalarKernels.DivideTo(x, divisor, expected);
            VectorKernels.DivideTo(x, divisor, actual);

            Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), actual.Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Fact]
    public void ScaleTo_HalfwayBetweenTwoFloats_GoesToTheEvenOne()
    {
        var halfway = 1 + Math.Pow(2, -24);
        double[] x = [.. Enumerable.Repeat(halfway, 9)];
        var rounded = new float[9];

        VectorKernels.ScaleTo(x, 1, rounded);

        Assert.All(rounded, value => Assert.Equal(1f, value));
    }

    [Fact]
    public void Subtract_AnyLength_IsTheDifference()
    {
        for (var length = 0; length <= LongestTried; length++)
        {
            var (x, y, difference) = (Floats(length, seed: 8), Floats(length, seed: 9), new float[length]);

            VectorKernels.Subtract(x, y, difference);

            Assert.Equal(x.Zip(y, (a, b) => a - b), difference);
        }
    }

    [Theory]
    [InlineData(3, 4)]
    [InlineData(4, 3)]
    [InlineData(0, 1)]
    public void Kernels_DifferentLengths_Throw(int a, int b)
    {
        Assert.Throws<ArgumentException>(() => VectorKernels.AddScaled(new double[a], new float[b], 1));
        Assert.Throws<ArgumentException>(() => VectorKernels.ScaleTo(new double[a], 1, new float[b]));
        Assert.Throws<ArgumentException>(() => VectorKernels.DivideTo(new double[a], 1, new float[b]));
        Assert.Throws<ArgumentException>(() => VectorKernels.Subtract(new float[a], new float[b], new float[a]));
        Assert.Throws<ArgumentException>(() => VectorKernels.Subtract(new float[a], new float[a], new float[b]));
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    // Integer arithmetic and one exact division: the same numbers everywhere.
    private static float[] Floats(int length, ulong seed)
    {
        var source = new SeededRandomSource(seed);
        var values = new float[length];
        foreach (ref var value in values.AsSpan())
        {
            value = (source.NextInt32(2_000_001) - 1_000_000) / 65_536f;
        }

        return values;
    }
}
