using FederatedSecure.Numerics;
using FederatedSecure.Statistics.Distances;
using FederatedSecure.Statistics.Moments;
using FederatedSecure.Statistics.Outliers.Isolation;

namespace FederatedSecure.Statistics.Reference;

/// <summary>Makes reference statistics from records. The same for the same records and seed.</summary>
public static class ReferenceBuilder
{
    /// <summary>Fewer records say nothing of a distribution.</summary>
    public const int FewestRecords = 50;

    private const int Bins = 10;
    private const int Steps = 100;
    private const int StepsOfWideRecords = 20;
    private const int WideRecord = 256;
    private const int Cosines = 64;
    private const int Resamples = 500;
    private const int RecordsForWidth = 200;
    private const double OneInAHundred = 0.99;

    /// <summary>Makes them.</summary>
    /// <param name="values">Records one after another in their own units, finite; at least <see cref="FewestRecords"/>.</param>
    /// <param name="shape">Shape of one record.</param>
    /// <param name="names">A name for each feature.</param>
    /// <param name="classes">Names of the classes.</param>
    /// <param name="standardized">Features that the model takes standardized.</param>
    /// <param name="model">SHA-256 of the model's weights file.</param>
    /// <param name="window">Records that are compared with the reference at once.</param>
    /// <param name="seed">Of the forest, the cosines and the resamples.</param>
    public static ReferenceStatistics Build(
        float[] values, int[] shape, string[] names, string[] classes, int[] standardized, string model, int window, ulong seed)
    {
        var columns = shape.Aggregate(1, (product, size) => product * size);
        var count = values.Length / columns;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, FewestRecords);
        var features = Enumerable.Range(0, columns).Select(feature => Describe(names[feature], Column(values, columns, count, feature), columns)).ToArray();
        var empty = new ReferenceStatistics(
            ReferenceStatistics.CurrentFormat, model, count, shape, classes, standardized, features, new ReferenceForest(1, [], 1), new KernelMean(seed, 1, [], window, 0));
        var scaled = Enumerable.Range(0, count).Select(record => empty.Scaled(values.AsSpan(record * columns, columns))).ToArray();
        return empty with { Forest = Grow(scaled, columns, seed), Joint = Embed(scaled, window, seed) };
    }

    private static FeatureReference Describe(string name, double[] sorted, int columns)
    {
        var steps = columns > WideRecord ? StepsOfWideRecords : Steps;
        var mean = sorted.Average();
        var deviation = sorted[0] == sorted[^1] ? 0 : Math.Sqrt(sorted.Average(value => (value - mean) * (value - mean)));
        var edges = Histogram.EqualParts(sorted, Bins);
        return new FeatureReference(
            name,
            sorted[0],
            sorted[^1],
            sorted[0] == sorted[^1] ? sorted[0] : mean,
            deviation,
            [.. Enumerable.Range(0, steps + 1).Select(step => Quantile.OfSorted(sorted, (double)step / steps))],
            edges[1..^1],
            [.. Histogram.Count(sorted, edges).Select(bin => bin / sorted.Length)]);
    }

    /// <summary>Half of the records grow the forest, the other half says what is unusual: scores of the first half would be too low.</summary>
    private static ReferenceForest Grow(double[][] scaled, int columns, ulong seed)
    {
        var order = Enumerable.Range(0, scaled.Length).ToArray();
        new SeededRandomSource(seed, stream: 1).Shuffle<int>(order);
        var half = scaled.Length / 2;
        float[] Of(IEnumerable<int> records) => [.. records.SelectMany(record => scaled[record]).Select(value => (float)value)];
        var forest = IsolationForest.Fit(Of(order[..half]), columns, seed);
        return ReferenceForest.Of(forest, Quantile.Of(forest.Scores(Of(order[half..])), OneInAHundred));
    }

    private static KernelMean Embed(double[][] scaled, int window, ulong seed)
    {
        var random = new SeededRandomSource(seed, stream: 2);
        var few = Enumerable.Range(0, Math.Min(scaled.Length, RecordsForWidth)).Select(_ => scaled[random.NextInt32(scaled.Length)]).ToArray();
        var sigma = MaximumMeanDiscrepancy.MedianDistance(few[..(few.Length / 2)], few[(few.Length / 2)..]);
        var mapped = KernelMean.Map(scaled, seed, sigma, Cosines);
        var mean = KernelMean.Average(mapped);
        var distances = new double[Resamples];
        for (var i = 0; i < distances.Length; i++)
        {
            distances[i] = KernelMean.Distance(
                KernelMean.Average([.. Enumerable.Range(0, window).Select(_ => mapped[random.NextInt32(mapped.Length)])]), mean);
        }

        return new KernelMean(seed, sigma, mean, window, Quantile.Of(distances, OneInAHundred));
    }

    private static double[] Column(float[] values, int columns, int count, int feature)
    {
        var column = new double[count];
        for (var record = 0; record < count; record++)
        {
            column[record] = values[(record * columns) + feature];
        }

        Array.Sort(column);
        return column;
    }
}
