using FederatedSecure.Numerics;
using FederatedSecure.Statistics.Intervals;

namespace FederatedSecure.Statistics.Tests.Intervals;

public class BootstrapTests
{
    /// <summary>For a mean the bootstrap's distribution is known: normal in the limit, with the deviation s/√n.</summary>
    [Fact]
    public void Percentile_MeanOfManyRecords_IsTheNormalInterval()
    {
        double[] values = [.. Enumerable.Range(0, 400).Select(i => (double)(i % 20))];
        var mean = values.Average();
        var half = 1.959964 * Math.Sqrt(values.Average(value => (value - mean) * (value - mean)) / values.Length);

        var interval = Bootstrap.Percentile(values.Length, records => Mean(values, records), new SeededRandomSource(1), resamples: 4000);

        Assert.Equal(mean - half, interval.Lower, 0.1 * half);
        Assert.Equal(mean + half, interval.Upper, 0.1 * half);
    }

    [Fact]
    public void Percentile_FigureUndefinedOnTooManyResamples_HasNoBounds()
    {
        // One record of three: it is missing from (2/3)³ = 30 % of the resamples.
        var interval = Bootstrap.Percentile(
            3, records => records.Contains(0) ? 1 : double.NaN, new SeededRandomSource(2), resamples: 500);

        Assert.Equal(double.NegativeInfinity, interval.Lower);
        Assert.Equal(double.PositiveInfinity, interval.Upper);
    }

    [Fact]
    public void Percentile_SameSeed_SameInterval()
    {
        double[] values = [1, 2, 4, 8, 16];

        Interval Once() => Bootstrap.Percentile(5, records => Mean(values, records), new SeededRandomSource(3), resamples: 100);

        Assert.Equal(Once(), Once());
    }

    private static double Mean(double[] values, ReadOnlySpan<int> records)
    {
        var sum = 0.0;
        foreach (var record in records)
        {
            sum += values[record];
        }

        return sum / records.Length;
    }
}
