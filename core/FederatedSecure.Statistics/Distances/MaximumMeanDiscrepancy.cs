using System.Numerics.Tensors;
using FederatedSecure.Numerics;
using FederatedSecure.Statistics.Moments;

namespace FederatedSecure.Statistics.Distances;

/// <summary>
/// The squared maximum mean discrepancy of two samples with the Gaussian kernel k(x, y) = exp(−‖x − y‖²/2σ²): the squared distance of
/// their means in the kernel's feature space (Gretton et al., JMLR 2012). 0 only for equal distributions; it sees shifts that no single
/// feature shows.
/// </summary>
/// <remarks>
/// With n of x and m of y: mean k(x, x′) + mean k(y, y′) − 2·mean k(x, y). The biased estimate (their equation 5) takes all pairs and is
/// never negative; the unbiased one (their equation 3) leaves out each record's pair with itself and may be.
/// Takes O((n + m)²·features).
/// </remarks>
public static class MaximumMeanDiscrepancy
{
    /// <summary>Both estimates.</summary>
    /// <param name="a">One sample; at least two records, all of one length.</param>
    /// <param name="b">The other.</param>
    /// <param name="sigma">The kernel's width, above 0.</param>
    public static MmdEstimate Estimate(IReadOnlyList<double[]> a, IReadOnlyList<double[]> b, double sigma) =>
        Estimate(Kernel(Together(a, b), sigma), Order(a.Count + b.Count), a.Count);

    /// <summary>
    /// The estimate, and the probability of at least the unbiased one if both samples come from one distribution: records are dealt to the
    /// two samples anew, and (1 + as large)/(1 + permutations) is the p-value, which is valid for every size (Phipson &amp; Smyth 2010).
    /// </summary>
    /// <param name="a">One sample; at least two records, all of one length.</param>
    /// <param name="b">The other.</param>
    /// <param name="sigma">The kernel's width, above 0.</param>
    /// <param name="permutations">How often, at least 1. The p-value is never below 1/(1 + permutations).</param>
    /// <param name="random">Deals.</param>
    public static (MmdEstimate Estimate, double PValue) Test(
        IReadOnlyList<double[]> a, IReadOnlyList<double[]> b, double sigma, int permutations, SeededRandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permutations, 1);
        var kernel = Kernel(Together(a, b), sigma);
        var order = Order(a.Count + b.Count);
        var observed = Estimate(kernel, order, a.Count);
        var asLarge = 0;
        for (var i = 0; i < permutations; i++)
        {
            random.Shuffle<int>(order);

            // The same pairs in another order differ in the last bits: a tie is a tie.
            asLarge += Estimate(kernel, order, a.Count).Unbiased >= observed.Unbiased - 1e-12 ? 1 : 0;
        }

        return (observed, (1.0 + asLarge) / (1 + permutations));
    }

    /// <summary>The median distance between two different records of both samples together, the usual width; 1 where it is 0.</summary>
    public static double MedianDistance(IReadOnlyList<double[]> a, IReadOnlyList<double[]> b)
    {
        var all = Together(a, b);
        var distances = new double[(long)all.Length * (all.Length - 1) / 2];
        var next = 0;
        for (var i = 0; i < all.Length; i++)
        {
            for (var j = i + 1; j < all.Length; j++)
            {
                distances[next++] = TensorPrimitives.Distance<double>(all[i], all[j]);
            }
        }

        var median = Quantile.Of(distances, 0.5);
        return median > 0 ? median : 1;
    }

    private static MmdEstimate Estimate(double[][] kernel, int[] order, int n)
    {
        var m = order.Length - n;
        var (within, across, other) = (0.0, 0.0, 0.0);
        for (var i = 0; i < order.Length; i++)
        {
            var row = kernel[order[i]];
            for (var j = i + 1; j < order.Length; j++)
            {
                var value = row[order[j]];
                if (j < n)
                {
                    within += value;
                }
                else if (i >= n)
                {
                    other += value;
                }
                else
                {
                    across += value;
                }
            }
        }

        // Each pair was met once; a record with itself has k = 1.
        var cross = 2 * across / ((double)n * m);
        return new MmdEstimate(
            (((2 * within) + n) / ((double)n * n)) + (((2 * other) + m) / ((double)m * m)) - cross,
            (2 * within / ((double)n * (n - 1))) + (2 * other / ((double)m * (m - 1))) - cross);
    }

    private static double[][] Kernel(double[][] records, double sigma)
    {
        if (!(sigma > 0) || double.IsInfinity(sigma))
        {
            throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "The kernel's width is above 0 and finite.");
        }

        var kernel = new double[records.Length][];
        for (var i = 0; i < records.Length; i++)
        {
            kernel[i] = new double[records.Length];
            kernel[i][i] = 1;
            for (var j = 0; j < i; j++)
            {
                var distance = TensorPrimitives.Distance<double>(records[i], records[j]) / sigma;
                kernel[i][j] = kernel[j][i] = Math.Exp(-distance * distance / 2);
            }
        }

        return kernel;
    }

    private static double[][] Together(IReadOnlyList<double[]> a, IReadOnlyList<double[]> b)
    {
        if (a.Count < 2 || b.Count < 2)
        {
            throw new ArgumentException("Each sample has at least two records.", nameof(a));
        }

        double[][] all = [.. a, .. b];
        return Array.TrueForAll(all, record => record.Length == all[0].Length && Array.TrueForAll(record, double.IsFinite))
            ? all
            : throw new ArgumentException("All records have the same number of values, all finite.", nameof(b));
    }

    private static int[] Order(int count) => [.. Enumerable.Range(0, count)];
}
