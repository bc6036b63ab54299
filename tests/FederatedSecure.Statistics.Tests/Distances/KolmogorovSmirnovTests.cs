using CsCheck;
using FederatedSecure.Statistics.Distances;

namespace FederatedSecure.Statistics.Tests.Distances;

public class KolmogorovSmirnovTests
{
    /// <summary>The hypothesis written out: every way to deal the pooled values to the two samples is equally likely.</summary>
    [Fact]
    public void Test_SmallSamples_PValueIsThePartOfAllDeals()
    {
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 6], Gen.Int[0, 1 << 12]).Sample((n, m, order) =>
        {
            var pooled = Enumerable.Range(0, n + m).Select(i => (double)i).ToArray();
            var deals = Enumerable.Range(0, 1 << (n + m)).Where(deal => int.PopCount(deal) == n).ToList();
            var chosen = deals[order % deals.Count];
            var observed = Statistic(pooled, chosen, n, m);

            var result = KolmogorovSmirnov.Test(Of(pooled, chosen, true), Of(pooled, chosen, false));

            Assert.True(result.IsExact);
            Assert.Equal(observed, result.Statistic, 1e-12);
            Assert.Equal(
                (double)deals.Count(deal => Statistic(pooled, deal, n, m) >= observed - 1e-12) / deals.Count, result.PValue, 1e-12);
        });
    }

    /// <summary>Complete separation happens in 2 of all C(2n, n) deals.</summary>
    [Fact]
    public void Test_SeparatedSamples_HasTheClosedForm()
    {
        double[] low = [.. Enumerable.Range(0, 20).Select(i => (double)i)];
        double[] high = [.. low.Select(value => value + 100)];

        var result = KolmogorovSmirnov.Test(low, high);

        Assert.Equal(1, result.Statistic);
        Assert.Equal(2 / 137846528820.0, result.PValue, 1e-24);
    }

    [Fact]
    public void Test_EqualSamples_PValueIsOne() => Assert.Equal(1, KolmogorovSmirnov.Test([3, 1, 2], [1, 2, 3]).PValue);

    /// <summary>Smirnov's table (Annals of Mathematical Statistics 1948).</summary>
    [Theory]
    [InlineData(0.5, 0.963945)]
    [InlineData(1.0, 0.270000)]
    [InlineData(1.36, 0.049486)]
    [InlineData(1.63, 0.009846)]
    [InlineData(2.0, 0.000671)]
    public void KolmogorovTail_Table_IsMet(double x, double expected) => Assert.Equal(expected, KolmogorovSmirnov.KolmogorovTail(x), 1e-6);

    /// <summary>Both ways to the p-value meet where both can be gone.</summary>
    [Fact]
    public void Test_LargeSamples_LimitIsCloseToTheExactValue()
    {
        double[] a = [.. Enumerable.Range(0, 20_001).Select(i => i / 20_001.0)];
        double[] b = [.. Enumerable.Range(0, 9_999).Select(i => (i / 9_999.0) + 0.0149)];
        double[] c = [.. Enumerable.Range(0, 10_007).Select(i => (i / 10_007.0) + 0.0149)];

        var exact = KolmogorovSmirnov.Test(a, b);
        var limit = KolmogorovSmirnov.Test(a, c);

        Assert.True(exact.IsExact);
        Assert.False(limit.IsExact);
        Assert.InRange(limit.PValue / exact.PValue, 0.97, 1.03);
        Assert.InRange(exact.PValue, 0.05, 0.2);
    }

    private static double[] Of(double[] pooled, int deal, bool first) => [.. pooled.Where((_, i) => (deal >> i & 1) == 1 == first)];

    private static double Statistic(double[] pooled, int deal, int n, int m)
    {
        var (first, second) = (Of(pooled, deal, true), Of(pooled, deal, false));
        return pooled.Max(x => Math.Abs(((double)first.Count(value => value <= x) / n) - ((double)second.Count(value => value <= x) / m)));
    }
}
