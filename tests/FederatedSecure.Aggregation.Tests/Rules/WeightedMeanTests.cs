using CsCheck;
using FederatedSecure.Aggregation.Rules;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Rules;

public sealed class WeightedMeanTests
{
    public static TheoryData<double> BadWeights =>
        [0, -0.0, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e-101, 1e101, double.Epsilon, double.MaxValue];

    [Fact]
    public void Mean_ExampleOfTheDocumentation_IsThree() => Assert.Equal([3f], Mean([1, 2], [[1], [4]]));

    [Fact]
    public void Mean_WeightsThatAreCounts_CountsEveryRecord() =>
        Assert.Equal([2.5f, 0f, -1f], Mean([600, 200], [[2, 1, 0], [4, -3, -4]]));

    [Fact]
    public void Mean_OneInput_IsThatInput() =>
        Gen.Select(Gen.Double[1e-100, 1e100], Gen.ULong).Sample((weight, seed) =>
        {
            var x = Vectors.Random(33, seed, 1e6);
            return Vectors.Bits(Mean([weight], [x])).SequenceEqual(Vectors.Bits(x));
        });

    [Fact]
    public void Mean_AnyInputs_LiesBetweenThem() =>
        Gen.Select(Gen.Double[0.1, 1e6].Array[1, 8], Gen.ULong).Sample((weights, seed) =>
        {
            var inputs = Inputs(weights.Length, 19, seed);
            var mean = Mean(weights, inputs);
            return mean.Index().All(item =>
                item.Item >= inputs.Min(input => input[item.Index]) && item.Item <= inputs.Max(input => input[item.Index]));
        });

    [Fact]
    public void Mean_LargeAndSmallInputs_LosesNothingToFloatRounding()
    {
        // In single precision, 1e8 + 1 = 1e8 and the mean would be 0.
        Assert.Equal([1f / 3], Mean([1, 1, 1], [[1e8f], [1], [-1e8f]]));
    }

    [Fact]
    public void Mean_ExtremeInputsAndWeights_StaysFinite()
    {
        float[][] inputs = [.. Enumerable.Repeat(new[] { float.MaxValue, float.MinValue }, 100)];

        Assert.Equal([float.MaxValue, float.MinValue], Mean([.. Enumerable.Repeat(WeightedMean.MaximumWeight, 100)], inputs));
    }

    [Fact]
    public void Mean_AnyTiles_HasTheSameBits() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[0, 300].Array[0, 10], Gen.ULong).Sample((length, cuts, seed) =>
        {
            double[] weights = [1, 0.3, 7e5];
            var inputs = Inputs(weights.Length, length, seed);
            var expected = Mean(weights, inputs);
            var actual = new float[length];
            var mean = new WeightedMean(weights);
            foreach (var tile in Vectors.Tiles(length, cuts))
            {
                MeanOfTile(mean, inputs, tile, actual);
            }

            return Vectors.Bits(actual).SequenceEqual(Vectors.Bits(expected));
        });

    [Fact]
    public void Mean_AnyNumberOfThreads_HasTheSameBits()
    {
        const int length = 100_003;
        double[] weights = [3, 0.1, 12_345, 1];
        var inputs = Inputs(weights.Length, length, seed: 1);
        var expected = Mean(weights, inputs);
        var mean = new WeightedMean(weights);
        foreach (var threads in new[] { 1, 2, 7 })
        {
            var actual = new float[length];
            Parallel.ForEach(
                Vectors.Tiles(length, Enumerable.Range(1, 97).Select(i => i * 1_031)),
                new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = TestContext.Current.CancellationToken },
                tile => MeanOfTile(mean, inputs, tile, actual));

            Assert.Equal(Vectors.Bits(expected), Vectors.Bits(actual));
        }
    }

    [Fact]
    public void Mean_AnyInputs_AreNotChanged()
    {
        var inputs = Inputs(3, 21, seed: 2);
        float[][] before = [.. inputs.Select(input => input.ToArray())];

        Mean([1, 2, 3], inputs);

        Assert.Equal(before, inputs);
    }

    [Theory]
    [MemberData(nameof(BadWeights))]
    public void Constructor_BadWeight_IsRefused(double weight)
    {
        Assert.Throws<ArgumentException>(() => new WeightedMean([weight]));
        Assert.Throws<ArgumentException>(() => new WeightedMean([1, weight, 1]));
    }

    [Fact]
    public void Constructor_NoWeights_IsRefused() => Assert.Throws<ArgumentException>(() => new WeightedMean([]));

    [Fact]
    public void Constructor_WeightsChangedLater_KeepsItsOwn()
    {
        double[] weights = [1, 2];
        var mean = new WeightedMean(weights);
        weights[1] = 100;
        var (sums, result) = (new double[1], new float[1]);

        mean.Accumulate(0, [1], sums);
        mean.Accumulate(1, [4], sums);
        mean.Finish(sums, result);

        Assert.Equal(2, mean.Inputs);
        Assert.Equal([3f], result);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Accumulate_UnknownInput_Throws(int input) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WeightedMean([1, 2]).Accumulate(input, new float[1], new double[1]));

    [Fact]
    public void Tiles_OfDifferentLengths_Throw()
    {
        Assert.Throws<ArgumentException>(() => new WeightedMean([1]).Accumulate(0, new float[2], new double[1]));
        Assert.Throws<ArgumentException>(() => new WeightedMean([1]).Finish(new double[2], new float[1]));
        Assert.Throws<ArgumentException>(() => new WeightedMean([1]).Finish(new double[1], new float[2]));
    }

    private static float[][] Inputs(int count, int length, ulong seed) =>
        [.. Enumerable.Range(0, count).Select(i => Vectors.Random(length, unchecked(seed + (ulong)i), Math.Pow(10, i)))];

    private static float[] Mean(double[] weights, float[][] inputs)
    {
        var result = new float[inputs[0].Length];
        MeanOfTile(new WeightedMean(weights), inputs, .., result);
        return result;
    }

    private static void MeanOfTile(WeightedMean mean, float[][] inputs, Range tile, float[] result)
    {
        var destination = result.AsSpan(tile);
        var sums = new double[destination.Length];
        for (var input = 0; input < inputs.Length; input++)
        {
            mean.Accumulate(input, inputs[input].AsSpan(tile), sums);
        }

        mean.Finish(sums, destination);
    }
}
