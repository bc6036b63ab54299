using FederatedSecure.Learning.Private;
using FederatedSecure.Numerics;

namespace FederatedSecure.Learning.Tests.Private;

public sealed class PoissonSamplingTests
{
    [Fact]
    public void Next_ManyBatches_FollowTheBinomialDistribution()
    {
        const int records = 50, expected = 5, batches = 20_000;
        var sampling = new PoissonSampling(records, expected, new SeededRandomSource(21));
        var (sizes, drawn) = (new int[records + 1], new int[records]);
        for (var i = 0; i < batches; i++)
        {
            var batch = sampling.Next();
            sizes[batch.Length]++;
            foreach (var record in batch)
            {
                drawn[record]++;
            }
        }

        // Chi-square over the sizes from 0 to 11: 99.9 % of draws stay below 34.
        var statistic = 0.0;
        for (var size = 0; size <= 11; size++)
        {
            var mass = batches * Binomial(records, size) * Math.Pow(0.1, size) * Math.Pow(0.9, records - size);
            statistic += Math.Pow(sizes[size] - mass, 2) / mass;
        }

        Assert.InRange(statistic, 1, 34);
        Assert.True(sizes[0] > 0, "Empty batches happen.");
        Assert.All(drawn, times => Assert.InRange(times, 2_000 - 170, 2_000 + 170));
    }

    [Fact]
    public void Next_RecordsTogether_AreIndependent()
    {
        const int batches = 20_000;
        var sampling = new PoissonSampling(10, 5, new SeededRandomSource(22));
        var together = Enumerable.Range(0, batches).Count(_ => sampling.Next() is var batch && batch.Contains(2) && batch.Contains(7));

        Assert.InRange(together, 5_000 - 200, 5_000 + 200);
    }

    [Fact]
    public void Next_ExpectedBatchOfAll_DrawsAll() =>
        Assert.Equal([0, 1, 2], new PoissonSampling(3, 3, new SeededRandomSource(23)).Next());

    private static double Binomial(int n, int k) => Enumerable.Range(1, k).Aggregate(1.0, (product, i) => product * (n - k + i) / i);
}
