using CsCheck;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Cryptography.Packing.Kernels;
using FederatedSecure.Cryptography.Tests.Lattice.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.Packing;

public sealed class QuantizerTests
{
    [Fact]
    public void Kernel_EqualsTheScalarDefinition() =>
        Gen.Select(Gen.Int[8, 24], Gen.Float[-3, 3].Array[0, 70], Gen.Double[0.01, 2], Gen.Double[0.1, 2], Gen.ULong).Sample(
            (bits, values, scale, range, seed) =>
            {
                var random = Some.Words(new SeededRandomSource(seed), 36, ulong.MaxValue);
                var largest = (1u << bits) - 1;
                var quantized = new uint[values.Length];
                QuantizeKernels.Quantize(values, scale, range, range, largest, random, quantized);
                for (var i = 0; i < values.Length; i++)
                {
                    var u = (uint)(random[i / 2] >> (32 * (i % 2)));
                    Assert.Equal(QuantizeKernels.Quantize(values[i], scale, range, range, largest, u), quantized[i]);
                    Assert.InRange(quantized[i], 0u, largest);
                }
            });

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(24)]
    public void Rounding_IsUnbiased(int bits)
    {
        // One value in 10⁶ places: the mean of the decoded values has a deviation of half a step / 1000.
        const int count = 1_000_000;
        using var quantizer = new Quantizer(bits, range: 1, new SeededRandomSource(1));
        var step = 2.0 / ((1 << bits) - 1);
        foreach (var x in new[] { 0f, 0.123f, -0.77f, 0.9999f })
        {
            var values = new float[count];
            values.AsSpan().Fill(x);
            var quantized = new uint[count];
            quantizer.Quantize(0, values, 1, quantized);

            var mean = (quantized.Average(q => (double)q) * step) - 1;
            Assert.InRange(mean, x - (step / 400), x + (step / 400));
            Assert.InRange(quantized.Max() - (double)quantized.Min(), 0, 1);
        }
    }

    [Fact]
    public void SumsOfQuantizedVectors_DecodeToTheSumWithinTheSteps()
    {
        const int members = 10;
        var random = new SeededRandomSource(2);
        var (sums, expected) = (new ulong[10_000], new double[10_000]);
        for (var member = 0; member < members; member++)
        {
            using var quantizer = new Quantizer(16, 0.5, random);
            var values = expected.Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
            var quantized = new uint[values.Length];
            quantizer.Quantize(member, values, 0.25, quantized);
            for (var i = 0; i < values.Length; i++)
            {
                sums[i] += quantized[i];
                expected[i] += 0.25 * values[i];
            }
        }

        var decoded = new double[10_000];
        Quantizer.Dequantize(16, 0.5, sums, members, decoded);

        var errors = decoded.Zip(expected, (d, e) => (d - e) * 65535).ToArray();
        Assert.InRange(errors.Max(Math.Abs), 0, members);
        Assert.InRange(errors.Average(), -0.06, 0.06);
    }

    [Fact]
    public void Ends_AreHitExactly()
    {
        using var quantizer = new Quantizer(8, 1, SecureRandomSource.Instance);
        var quantized = new uint[6];

        quantizer.Quantize(0, [-1, 1, -7, 7, 0, -0.0f], 1, quantized);

        Assert.Equal([0u, 255, 0, 255], quantized[..4]);
        Assert.All(quantized[4..], q => Assert.InRange(q, 127u, 128u));
    }

    [Fact]
    public void Chunks_AreRoundedIndependentlyOfPiecesAndRepeatably()
    {
        using var quantizer = new Quantizer(8, 1, new SeededRandomSource(3));
        var values = new float[5_001];
        var (first, second, other) = (new uint[5_001], new uint[5_001], new uint[5_001]);

        quantizer.Quantize(1, values, 1, first);
        quantizer.Quantize(1, values, 1, second);
        quantizer.Quantize(2, values, 1, other);

        Assert.Equal(first, second);
        Assert.InRange(first.Zip(other, (a, b) => a == b ? 1 : 0).Sum(), 2_200, 2_800);
        Assert.InRange(first.AsSpan(0, 1024).ToArray().Zip(first.AsSpan(1024, 1024).ToArray(), (a, b) => a == b ? 1 : 0).Sum(), 400, 620);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void NonFiniteValues_AreRefused(float value)
    {
        using var quantizer = new Quantizer(8, 1, SecureRandomSource.Instance);

        Assert.Throws<ArgumentException>(() => quantizer.Quantize(0, [0, value], 1, new uint[2]));
        Assert.Throws<ArgumentException>(() => Clipping.Scale([0, value], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Quantizer(8, value, SecureRandomSource.Instance));
        Assert.Throws<ArgumentOutOfRangeException>(() => Clipping.Scale([0], value));
    }

    [Fact]
    public void Clipping_BringsTheNormToItsBound()
    {
        Assert.Equal(1, Clipping.Scale([3, 4], 5));
        Assert.Equal(1, Clipping.Scale([0, 0], 1));
        Assert.Equal(0.2, Clipping.Scale([3, 4], 1), 12);
    }
}
