using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using FederatedSecure.Numerics;
using MathNet.Numerics.Distributions;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Membership;

public class LikelihoodRatioTests
{
    [Fact]
    public void Score_Online_IsTheRatioOfTheTwoNormals()
    {
        var ratio = new LikelihoodRatio([[1, 2, 4]], [[-1, 0, 3]], LiraVariance.PerRecord);

        // Centres are medians; deviations those of numpy.std.
        var expected = Normal.PDFLn(2, Math.Sqrt(14.0 / 9), 1.5) - Normal.PDFLn(0, Math.Sqrt(26.0 / 9), 1.5);
        Assert.Equal(expected, ratio.Score(0, 1.5), 1e-12);
    }

    [Fact]
    public void Score_PooledVariance_TakesEachRecordAroundItsOwnCentre()
    {
        // Differences −1, 1 and −3, 3: the mean square is 5.
        var ratio = new LikelihoodRatio(null, [[9, 11], [-3, 3]], LiraVariance.Pooled);

        Assert.Equal(2 / Math.Sqrt(5), ratio.Score(0, 12), 1e-12);
        Assert.Equal(2 / Math.Sqrt(5), ratio.Score(1, 2), 1e-12);
    }

    [Fact]
    public void Score_GlobalVariance_IsThatOfAllValuesWithTheRecord()
    {
        // In: 1, 3, 7, 9 around 5, mean square 10; centres 2 and 8. Out: centres 0 and 4.
        var ratio = new LikelihoodRatio([[1, 3], [7, 9]], [[-1, 1], [3, 5]], LiraVariance.Global);

        Assert.Equal((Math.Pow(1.5 - 0, 2) - Math.Pow(1.5 - 2, 2)) / 20, ratio.Score(0, 1.5), 1e-12);
        Assert.Equal((Math.Pow(5 - 4, 2) - Math.Pow(5 - 8, 2)) / 20, ratio.Score(1, 5), 1e-12);
    }

    [Fact]
    public void Score_AllVariances_AreNumbersWhereAllShadowsAgree() => Assert.All(Enum.GetValues<LiraVariance>(), variance =>
    {
        var ratio = new LikelihoodRatio([[1, 1]], [[1, 1]], variance);

        Assert.All([1, 2, -1e9, 1e300], observed => Assert.False(double.IsNaN(ratio.Score(0, observed))));
        Assert.Equal(0, ratio.Score(0, 1));
    });

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.1)]
    public void Score_NormalStatistics_ReachesTheNeymanPearsonPower(double falsePositiveRate)
    {
        // φ ~ N(μ_i + 2·member, 1): the best test has the power Φ(2 − z_{1−α}), whatever the records' own μ_i.
        var random = new SeededRandomSource(3);
        const int records = 4000, shadows = 64;
        var (statIn, statOut) = (new double[records][], new double[records][]);
        var (observed, isMember) = (new double[records], new bool[records]);
        for (var i = 0; i < records; i++)
        {
            var mu = 5 * random.NextGaussian();
            statIn[i] = [.. Enumerable.Range(0, shadows).Select(_ => mu + 2 + random.NextGaussian())];
            statOut[i] = [.. Enumerable.Range(0, shadows).Select(_ => mu + random.NextGaussian())];
            isMember[i] = i % 2 == 0;
            observed[i] = mu + (isMember[i] ? 2 : 0) + random.NextGaussian();
        }

        foreach (var ratio in new[] { new LikelihoodRatio(statIn, statOut, LiraVariance.Global, isMean: true), new LikelihoodRatio(null, statOut, LiraVariance.Pooled, isMean: true) })
        {
            double[] scores = [.. observed.Select((value, i) => ratio.Score(i, value))];
            var roc = new RocCurve(MembershipScores.Of(scores, isMember));
            var power = Normal.CDF(0, 1, 2 - Normal.InvCDF(0, 1, 1 - falsePositiveRate));

            // μ is estimated from 64 values, and both rates from 2,000 records: three of their deviations.
            var slope = Normal.PDF(0, 1, 2 - Normal.InvCDF(0, 1, 1 - falsePositiveRate)) / Normal.PDF(0, 1, Normal.InvCDF(0, 1, 1 - falsePositiveRate));
            var deviation = Math.Sqrt(((power * (1 - power)) + (slope * slope * falsePositiveRate * (1 - falsePositiveRate))) / 2000);
            Assert.InRange((double)roc.At(falsePositiveRate).TruePositives / roc.Members, power - 0.02 - (3 * deviation), power + (3 * deviation));
            Assert.Equal(Normal.CDF(0, 1, Math.Sqrt(2)), roc.Auc, 0.02);
        }
    }
}
