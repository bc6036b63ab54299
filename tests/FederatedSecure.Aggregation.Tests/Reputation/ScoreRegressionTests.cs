using CsCheck;
using FederatedSecure.Aggregation.Reputation;
using FederatedSecure.Aggregation.Tests.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Aggregation.Tests.Reputation;

public sealed class ScoreRegressionTests
{
    [Fact]
    public void Estimate_ExampleOfTheDocumentation_IsOneTwoThree()
    {
        var estimates = ScoreRegression.Estimate(3, [new([0, 1], 3), new([0, 2], 4), new([1, 2], 5)], 0);

        Assert.Equal([1, 2, 3], estimates.Select(value => Math.Round(value, 10)));
    }

    [Fact]
    public void Estimate_OneBucket_SpreadsEvenlyAndShrinks()
    {
        // (AᵀA + λI)·α = Aᵀs with α equal: (2 + λ)·α = s.
        Assert.All(ScoreRegression.Estimate(2, [new([0, 1], 6)], 1), value => Assert.Equal(2, value, 12));
        Assert.All(ScoreRegression.Estimate(2, [new([0, 1], 6)], 0), value => Assert.Equal(3, value, 12));
    }

    [Fact]
    public void Estimate_SiteInNoBucket_IsNotANumber() =>
        Assert.Equal([4, double.NaN], ScoreRegression.Estimate(2, [new([0], 4)], 0));

    [Fact]
    public void Estimate_AnyBuckets_SolvesTheNormalEquations() =>
        Gen.Select(Gen.Int[2, 30], Gen.Int[1, 6], Gen.Int[1, 15], Gen.Double[0.05, 10], Gen.ULong).Sample(
            (n, k, rounds, lambda, seed) =>
            {
                var random = new SeededRandomSource(seed);
                var buckets = Rounds(random, n, Math.Min(k, n), rounds, _ => random.NextGaussian());

                var estimates = ScoreRegression.Estimate(n, buckets, lambda);

                var expected = Gauss(n, buckets, lambda);
                Assert.All(Enumerable.Range(0, n), site => Assert.Equal(expected[site], estimates[site], 1e-8));
            },
            iter: 100);

    [Fact]
    public void Estimate_NoisyScores_HasTheVarianceOfTheFormula()
    {
        // Var(α̂) ≈ k·σ²·(n − 1)/(T·(n − k)): every site's score is drawn anew every round, with σ = 1.
        const int n = 60, k = 3, rounds = 20, runs = 60;
        var random = new SeededRandomSource(5);
        var squares = 0.0;
        for (var run = 0; run < runs; run++)
        {
            var buckets = Rounds(random, n, k, rounds, _ => random.NextGaussian());
            squares += ScoreRegression.Estimate(n, buckets, 0).Sum(value => value * value);
        }

        var formula = (double)k * (n - 1) / (rounds * (n - k));
        Assert.InRange(squares / (n * runs), formula, 1.3 * formula);
    }

    [Fact]
    public void Estimate_BadInput_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => ScoreRegression.Estimate(2, [new([0, 2], 1)], 1));
        Assert.Throws<ArgumentException>(() => ScoreRegression.Estimate(2, [new([0], double.NaN)], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScoreRegression.Estimate(2, [new([0], 1)], -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScoreRegression.Estimate(2, [new([0], 1)], double.NaN));
    }

    private static ScoredBucket[] Rounds(SeededRandomSource random, int n, int k, int rounds, Func<int, double> score) =>
    [
        .. Enumerable.Range(0, rounds).SelectMany(_ => RandomBuckets.Draw(random, Enumerable.Range(0, n), k)
            .Select(members => new ScoredBucket(members, members.Sum(score)))),
    ];

    /// <summary>Gaussian elimination with pivots on the n × n matrix.</summary>
    private static double[] Gauss(int n, ScoredBucket[] buckets, double lambda)
    {
        var rows = new double[n][];
        for (var i = 0; i < n; i++)
        {
            rows[i] = new double[n + 1];
            rows[i][i] = lambda;
        }

        foreach (var (members, score) in buckets)
        {
            foreach (var i in members)
            {
                rows[i][n] += score;
                foreach (var j in members)
                {
                    rows[i][j]++;
                }
            }
        }

        for (var column = 0; column < n; column++)
        {
            var pivot = Enumerable.Range(column, n - column).MaxBy(row => Math.Abs(rows[row][column]));
            (rows[column], rows[pivot]) = (rows[pivot], rows[column]);
            foreach (var row in Enumerable.Range(0, n).Where(row => row != column))
            {
                var factor = rows[row][column] / rows[column][column];
                for (var j = column; j <= n; j++)
                {
                    rows[row][j] -= factor * rows[column][j];
                }
            }
        }

        return [.. rows.Select((row, i) => row[n] / row[i])];
    }
}
