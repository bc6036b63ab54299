using System.Runtime.Intrinsics;
using CsCheck;
using FederatedSecure.Aggregation.Columns;
using FederatedSecure.Aggregation.Kernels;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Kernels;

/// <summary>Every kernel against its plain loop, to the last bit, with each kind of registers that this machine has.</summary>
public sealed class KernelsTests
{
    [Fact]
    public void SortingNetwork_AnyNumberOfValues_PutsWantedRanksInPlace() => Gen.Select(Gen.Int[1, 130], Gen.ULong).Sample((n, seed) =>
    {
        var block = Vectors.Random(n * ColumnStrip.Width, seed);
        var strip = new ColumnStrip(n);
        strip.Load(block, ColumnStrip.Width);
        var (first, count) = ((int)(seed % (ulong)n), 1 + (int)(seed % (ulong)(n - (int)(seed % (ulong)n))));
        strip.Sort(first, count);
        var sorted = block.ToArray();
        ColumnStrip.SortOneByOne(sorted, n);

        return strip.Sorted.Slice(first * ColumnStrip.Width, count * ColumnStrip.Width)
            .SequenceEqual(sorted.AsSpan(first * ColumnStrip.Width, count * ColumnStrip.Width));
    },
    iter: 150);

    [Fact]
    public void SortingNetwork_ZerosAndOnes_IsProvenForSmallNumbers()
    {
        // A network that sorts all zeros and ones sorts everything (Knuth, 5.3.4, theorem Z).
        for (var n = 1; n <= 12; n++)
        {
            var comparators = SortingNetwork.For(n, 0, n).ToArray();
            for (var bits = 0; bits < 1 << n; bits++)
            {
                var values = bits;
                for (var k = 0; k < comparators.Length; k += 2)
                {
                    var (i, j) = (comparators[k], comparators[k + 1]);
                    if ((values >> i & 1) > (values >> j & 1))
                    {
                        values ^= (1 << i) | (1 << j);
                    }
                }

                // Ones at the top: adding the lowest one gives a power of two.
                Assert.Equal(int.PopCount(bits), int.PopCount(values));
                Assert.True(values == 0 || values + (values & -values) == 1 << n);
            }
        }
    }

    [Fact]
    public void Exchange_AllRegisters_Agree() => Gen.Select(Gen.Int[1, 40], Gen.ULong).Sample((n, seed) =>
    {
        var block = Vectors.Random(n * ColumnStrip.Width, seed);
        var expected = block.ToArray();
        ColumnStrip.SortOneByOne(expected, n);
        var comparators = SortingNetwork.For(n, 0, n).ToArray();
        if (Lanes512.IsSupported)
        {
            var wide = block.ToArray();
            ColumnStrip.Exchange<Lanes512, Vector512<float>, Vector512<double>>(wide, comparators);
            Assert.Equal(expected, wide);
        }

        if (Lanes256.IsSupported)
        {
            var narrow = block.ToArray();
            ColumnStrip.Exchange<Lanes256, Vector256<float>, Vector256<double>>(narrow, comparators);
            Assert.Equal(expected, narrow);
        }
    },
    iter: 50);

    [Fact]
    public void PairKernel_AllRegisters_HaveTheSameBits() => Gen.Select(Gen.Int[1, 3], Gen.Int[1, 9], Gen.ULong, Gen.Double[-35, 30]).Sample((blocks, lanes, seed, exponent) =>
    {
        var (rows, width) = (blocks * PairKernel.RowBlock, lanes * PairKernel.Lanes);
        var stride = width + 16;
        var tile = Vectors.Random(rows * stride, seed, Math.Pow(10, exponent));
        tile.AsSpan(0, width).CopyTo(tile.AsSpan(stride));
        Check<SquaredDifference>();
        if (Math.Abs(exponent) < 9)
        {
            Check<Product>();
        }

        void Check<TTerm>()
            where TTerm : struct, IPairTerm
        {
            var factors = Enumerable.Range(0, rows).Select(i => Math.ScaleB(1, i)).ToArray();
            var expected = new double[rows * rows];
            PairKernel.AddOneByOne<TTerm>(tile, factors, stride, width, expected);
            var dispatched = new double[rows * rows];
            PairKernel.Add<TTerm>(tile, factors, stride, width, dispatched);
            Assert.Equal(expected, dispatched);
            if (Lanes512.IsSupported)
            {
                var wide = new double[rows * rows];
                PairKernel.Add<TTerm, Lanes512, Vector512<float>, Vector512<double>>(tile, factors, stride, width, wide);
                Assert.Equal(expected, wide);
            }

            if (Lanes256.IsSupported)
            {
                var narrow = new double[rows * rows];
                PairKernel.Add<TTerm, Lanes256, Vector256<float>, Vector256<double>>(tile, factors, stride, width, narrow);
                Assert.Equal(expected, narrow);
            }
        }
    },
    iter: 60);

    [Fact]
    public void PairKernel_EqualRows_AreAtDistanceZero()
    {
        var row = Vectors.Random(32, seed: 1);
        float[] tile = [.. row, .. row, .. row, .. row];
        var sums = new double[16];

        PairKernel.Add<SquaredDifference>(tile, [1, 1, 1, 1], 32, 32, sums);

        Assert.Equal(new double[16], sums);
    }

    [Fact]
    public void DistanceKernel_AllRegisters_HaveTheSameBits() => Gen.Select(Gen.Int[1, 9], Gen.ULong).Sample((lanes, seed) =>
    {
        var (x, y) = (Vectors.Random(lanes * DistanceKernel.Lanes, seed, 1e25), Vectors.Random(lanes * DistanceKernel.Lanes, seed + 1));
        var expected = new double[DistanceKernel.Lanes];
        DistanceKernel.AddOneByOne(x, y, expected);
        if (Lanes512.IsSupported)
        {
            var wide = new double[DistanceKernel.Lanes];
            DistanceKernel.Add<Lanes512, Vector512<float>, Vector512<double>>(x, y, wide);
            Assert.Equal(expected, wide);
        }

        if (Lanes256.IsSupported)
        {
            var narrow = new double[DistanceKernel.Lanes];
            DistanceKernel.Add<Lanes256, Vector256<float>, Vector256<double>>(x, y, narrow);
            Assert.Equal(expected, narrow);
        }

        var plain = x.Zip(y, (a, b) => ((double)a - b) * ((double)a - b)).Sum();
        Assert.Equal(plain, DistanceKernel.Squared(x, y), plain * 1e-12);
    },
    iter: 60);

    [Fact]
    public void MixKernel_AllRegisters_HaveTheSameBits() => Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[1, 4], Gen.ULong).Sample((rows, points, panels, seed) =>
    {
        var width = panels * MixKernel.MostLanes;
        var stride = width + 16;
        var x = Vectors.Random(points * stride, seed);
        var weights = Array.ConvertAll(Vectors.Random(rows * points, seed + 1), w => w / 3.0);
        var divisors = Enumerable.Range(1, rows).Select(row => (double)row).ToArray();
        var wide = new double[points * MixKernel.MostLanes];
        var expected = new float[rows * stride];
        MixKernel.MixOneByOne(weights, divisors, x, stride, width, expected);
        var dispatched = new float[rows * stride];
        MixKernel.Mix(weights, divisors, x, stride, width, wide, dispatched);
        Assert.Equal(expected, dispatched);
        if (Lanes256.IsSupported)
        {
            var narrow = new float[rows * stride];
            MixKernel.Mix<Lanes256, Vector256<float>, Vector256<double>>(weights, divisors, x, stride, width, wide, narrow);
            Assert.Equal(expected, narrow);
        }
    },
    iter: 60);

    [Fact]
    public void ColumnFunctions_Strips_HaveTheBitsOfTheDefinition() => Gen.Select(Gen.Int[1, 30], Gen.ULong, Gen.Bool).Sample((n, seed, whole) =>
    {
        var block = Vectors.Random(n * ColumnStrip.Width, seed, whole ? 3 : 1);
        block = whole ? Array.ConvertAll(block, MathF.Round) : block;
        var strip = new ColumnStrip(n);
        strip.Load(block, ColumnStrip.Width);
        var f = (n - 1) / 2;
        IColumnFunction[] functions =
        [
            MedianColumn.Instance, new TrimmedMeanColumn(f), new TrimmedMeanColumn(0), new NearestMeanColumn(f), new NearestMeanColumn(f, f), new NearestMeanColumn(0),
            new NearestMeanColumn(n - 1), SignMajorityColumn.Instance, new SignedMeanColumn(f),
        ];
        foreach (var function in functions)
        {
            var actual = new float[ColumnStrip.Width];
            function.Apply(strip, actual);
            for (var c = 0; c < actual.Length; c++)
            {
                var column = Enumerable.Range(0, n).Select(row => (double)block[(row * ColumnStrip.Width) + c]).ToArray();
                Assert.Equal((float)function.Apply(column, new double[n]), actual[c]);
            }
        }

        if (Lanes256.IsSupported)
        {
            var (narrow, plain) = (new float[ColumnStrip.Width], new float[ColumnStrip.Width]);
            var nearest = new NearestMeanColumn(f);
            var centers = Enumerable.Range(0, ColumnStrip.Width).Select(c => MedianColumn.Instance.Apply(strip.Gather(c), new double[n])).ToArray();
            strip.Sort(0, n);
            nearest.Sum<Lanes256, Vector256<float>, Vector256<double>>(strip, centers, narrow);
            nearest.OneByOne(strip, centers, plain);
            Assert.Equal(plain, narrow);
        }
    },
    iter: 80);
}
