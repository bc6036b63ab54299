using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion.Measuring;

public class SmallestChangesTests
{
    [Fact]
    public void Median_AnyNumberOfRecords_IsBoundedByRanksThatCoverIt95PercentOfTheTime()
    {
        for (var n = 6; n <= 300; n++)
        {
            // The sizes are their own ranks: the bounds tell which order statistics were taken.
            var median = Of([.. Enumerable.Range(1, n).Select(rank => (double)rank)]).Median();

            Assert.Equal((n + 1) / 2.0, median.Value);
            Assert.InRange(Coverage(n, (int)median.Lower, (int)median.Upper), 0.95, 1);
        }
    }

    [Fact]
    public void Median_WrongAnyway_IsLeftOutAndNothingFoundCountsAsFar()
    {
        var median = Of([0, 0, 0, 1, 2, 3, 4, 5, double.PositiveInfinity, double.PositiveInfinity]).Median();

        Assert.Equal((4, 7), (median.Value, median.Samples));
        Assert.Equal(double.PositiveInfinity, median.Upper);
    }

    [Fact]
    public void Median_HalfUnbrokenOrTooFew_IsUndefinedAndSaysWhy()
    {
        Assert.Contains("half", Of([1, 2, 3, .. Enumerable.Repeat(double.PositiveInfinity, 4)]).Median().Problem, StringComparison.Ordinal);
        Assert.Contains("6", Of([1, 2, 3, 4, 5]).Median().Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Accuracy_OverEpsilon_CountsWhatIsLargerAndNeverGrows()
    {
        var changes = Of([0, 1, 2, 2, double.PositiveInfinity]);

        Assert.Equal([0.8, 0.6, 0.2], new[] { 0.5, 1, 2 }.Select(epsilon => changes.Accuracy(epsilon).Value));
        var points = changes.OverEpsilon("title", usual: 2).Lines.Single().Points;
        Assert.Equal((0, 4), (points[0].X, points[^1].X));
        Assert.All(points.Zip(points.Skip(1)), pair => Assert.True(pair.Second.Y <= pair.First.Y));
    }

    [Fact]
    public void Two_Sets_HaveNoRecordInCommon()
    {
        var numbered = Credit.Raw with { Labels = [.. Enumerable.Range(0, Credit.Raw.Count)] };

        var (own, measured) = RecordSample.Two(numbered, own: 300, measured: 400, seed: 1);

        Assert.Equal((300, 400), (own.Count, measured.Count));
        Assert.Empty(own.Labels.Intersect(measured.Labels));
        Assert.Equal(own.Labels, RecordSample.Two(numbered, 300, 400, seed: 1).Own.Labels);
    }

    private static SmallestChanges Of(ImmutableArray<double> sizes) => new("evasion.test", "l2", sizes, Problem: null);

    /// <summary>P(lower ≤ B ≤ upper − 1) for B binomial with n and ½: that the median lies between these order statistics.</summary>
    private static double Coverage(int n, int lower, int upper)
    {
        var (term, sum) = (Math.Pow(0.5, n), 0.0);
        for (var k = 0; k <= n; k++)
        {
            sum += k >= lower && k <= upper - 1 ? term : 0;
            term *= (double)(n - k) / (k + 1);
        }

        return sum;
    }
}
