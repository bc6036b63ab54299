using System.Numerics;
using CsCheck;
using FederatedSecure.Aggregation.Contamination;

namespace FederatedSecure.Aggregation.Tests.Contamination;

public sealed class ContaminationLawTests
{
    /// <summary>n, m, k; E[X], its 99.9 % quantile and P(X ≥ B/2) as computed independently from the alternating formula, rounded.</summary>
    public static TheoryData<int, int, int, double, int, double> Table => new()
    {
        { 30, 3, 3, 2.8, 3, 0 },
        { 30, 5, 3, 4.3, 5, 0.43 },
        { 60, 6, 3, 5.5, 6, 0 },
        { 60, 10, 3, 8.5, 10, 0.145 },
        { 100, 10, 5, 8.3, 10, 0.104 },
        { 300, 30, 5, 24.7, 29, 6e-4 },
        { 500, 50, 5, 41.1, 47, 4e-6 },
        { 500, 25, 10, 20.2, 25, 1.2e-3 },
        { 500, 50, 10, 32.7, 39, 1 },
    };

    [Fact]
    public void Law_ExampleOfTheDocumentation_IsTwoFifths()
    {
        var law = new ContaminationLaw(6, 2, 3);

        Assert.Equal([0, 0.4, 0.6], law.Probabilities.Select(p => Math.Round(p, 14)));
        Assert.Equal(1.6, law.Expected, 14);
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Law_CasesOfTheTable_Agree(int n, int m, int k, double expected, int quantile, double half)
    {
        var law = new ContaminationLaw(n, m, k);

        Assert.Equal(expected, law.Expected, 0.051);
        Assert.Equal(quantile, law.Quantile(0.999));
        Assert.Equal(half, law.ProbabilityHalf, half * 0.1);
    }

    [Fact]
    public void Law_SizesThatDivide_IsTheAlternatingFormulaToTheLastDigits() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 30]).SelectMany(pair => Gen.Int[0, pair.Item1 * pair.Item2].Select(m => (K: pair.Item1, B: pair.Item2, M: m)))
            .Sample(
                (k, b, m) =>
                {
                    var law = new ContaminationLaw(k * b, m, k);
                    for (var x = 0; x <= b; x++)
                    {
                        Assert.Equal(Alternating(b, k, m, x), law.Probabilities[x], 1e-12 * law.Probabilities[x]);
                    }
                },
                iter: 40);

    [Fact]
    public void Law_AnySizes_CountsTheSubsets() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 12]).SelectMany(pair => Gen.Int[0, Math.Max(pair.Item1, pair.Item2)].Select(m => (K: pair.Item1, N: Math.Max(pair.Item1, pair.Item2), M: m)))
            .Sample(
                (k, n, m) =>
                {
                    var (counts, subsets) = Count(n, m, k);
                    var law = new ContaminationLaw(n, m, k);

                    Assert.Equal(counts.Length, law.Probabilities.Length);
                    for (var x = 0; x < counts.Length; x++)
                    {
                        Assert.Equal((double)counts[x] / subsets, law.Probabilities[x], 1e-13);
                    }
                },
                iter: 60);

    [Fact]
    public void Law_LargeAndUneven_SumsToOneAndHasTheRightMean()
    {
        var law = new ContaminationLaw(10_007, 1_000, 4);

        // E[X] = Σ over the buckets of 1 − C(n − s, m)/C(n, m).
        var clean = law.Buckets.Larger * Clean(10_007, 1_000, law.Buckets.Size + 1) + ((law.Buckets.Count - law.Buckets.Larger) * Clean(10_007, 1_000, law.Buckets.Size));
        Assert.Equal(1, law.Probabilities.Sum(), 1e-11);
        Assert.Equal(law.Buckets.Count - clean, law.Expected, 1e-8);
    }

    [Fact]
    public void Quantile_NoAttackers_IsZero()
    {
        var law = new ContaminationLaw(60, 0, 3);

        Assert.Equal(0, law.Quantile(0.999));
        Assert.Equal(0, law.Expected);
        Assert.Equal(0, law.ProbabilityHalf);
    }

    [Fact]
    public void Quantile_EverybodyAttacks_IsAllBuckets()
    {
        var law = new ContaminationLaw(10, 10, 3);

        Assert.Equal(3, law.Quantile(0.999));
        Assert.Equal(1, law.ProbabilityHalf, 14);
        Assert.Equal(3, law.Expected, 13);
    }

    [Theory]
    [InlineData(2, 0, 3)]
    [InlineData(10, -1, 3)]
    [InlineData(10, 11, 3)]
    [InlineData(10, 1, 0)]
    [InlineData(100_001, 1, 3)]
    public void Law_ImpossibleNumbers_AreRefused(int n, int m, int k) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContaminationLaw(n, m, k));

    [Fact]
    public void Sizes_TenInThrees_AreFourThreeThree() => Assert.Equal(new BucketSizes(3, 3, 1), BucketSizes.Of(10, 3));

    /// <summary>C(B, x)·Σᵢ (−1)ⁱ·C(x, i)·C((x − i)·k, m)/C(B·k, m), in whole numbers.</summary>
    private static double Alternating(int b, int k, int m, int x)
    {
        var sum = BigInteger.Zero;
        for (var i = 0; i <= x; i++)
        {
            sum += (i % 2 == 0 ? 1 : -1) * Choose(x, i) * Choose((x - i) * k, m);
        }

        return Ratio(Choose(b, x) * sum, Choose(b * k, m));
    }

    private static double Clean(int n, int m, int size) => Enumerable.Range(0, size).Aggregate(1.0, (product, i) => product * (n - m - i) / (n - i));

    private static double Ratio(BigInteger numerator, BigInteger denominator) => numerator.IsZero ? 0 : (double)((numerator << 1000) / denominator) / Math.Pow(2, 1000);

    private static BigInteger Choose(int n, int k)
    {
        var result = BigInteger.One;
        for (var i = 0; i < k; i++)
        {
            result = result * (n - i) / (i + 1);
        }

        return k > n ? 0 : result;
    }

    /// <summary>Every way to choose the attackers, one by one.</summary>
    private static (long[] Counts, long Subsets) Count(int n, int m, int k)
    {
        var count = n / k;
        var bucketOf = new List<int>();
        for (var bucket = 0; bucket < count; bucket++)
        {
            bucketOf.AddRange(Enumerable.Repeat(bucket, (n / count) + (bucket < n % count ? 1 : 0)));
        }

        var (counts, subsets) = (new long[count + 1], 0L);
        for (var subset = 0; subset < 1 << n; subset++)
        {
            if (BitOperations.PopCount((uint)subset) == m)
            {
                subsets++;
                counts[Enumerable.Range(0, n).Where(site => (subset >> site & 1) == 1).Select(site => bucketOf[site]).Distinct().Count()]++;
            }
        }

        return (counts, subsets);
    }
}
