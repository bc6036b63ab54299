namespace FederatedSecure.Statistics.Distances;

/// <summary>
/// The two-sided two-sample Kolmogorov-Smirnov test: D = max |F(x) − G(x)| over the two empirical distribution functions, and the
/// probability of at least this D if both samples come from one continuous distribution.
/// </summary>
/// <remarks>
/// The p-value is exact where the lattice of n·m points can be walked (Hodges, Arkiv för Matematik 1958), which covers every pair of samples
/// of up to 10,000 values; beyond that it is Kolmogorov's limit with the correction of Vrbik (Pioneer Journal of Theoretical and Applied
/// Statistics 2018). With ties (rounded or discrete values) it is too large: the test is then conservative.
/// </remarks>
public static class KolmogorovSmirnov
{
    /// <summary>n·m up to which the exact distribution is computed.</summary>
    public const long MaximumLattice = 200_000_000;

    /// <summary>Compares two samples.</summary>
    /// <param name="a">One sample, in any order; at least one value, none NaN.</param>
    /// <param name="b">The other.</param>
    public static KolmogorovSmirnovResult Test(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var (n, m) = ((long)a.Length, (long)b.Length);
        var height = LargestGap(Sorted(a, nameof(a)), Sorted(b, nameof(b)));
        var statistic = height / ((double)n * m);
        var isExact = n * m <= MaximumLattice;
        var p = height == 0 ? 1 : isExact ? Exact(a.Length, b.Length, height) : Asymptotic(statistic, (double)n * m / (n + m));
        return new KolmogorovSmirnovResult(statistic, Math.Clamp(p, 0, 1), isExact);
    }

    /// <summary>max |i·m − j·n| over all x, with i and j the number of values up to x: D·n·m, without rounding.</summary>
    private static long LargestGap(double[] a, double[] b)
    {
        var (i, j, largest) = (0, 0, 0L);
        while (i < a.Length && j < b.Length)
        {
            var x = Math.Min(a[i], b[j]);
            for (; i < a.Length && a[i] == x; i++)
            {
            }

            for (; j < b.Length && b[j] == x; j++)
            {
            }

            largest = Math.Max(largest, Math.Abs(((long)i * b.Length) - ((long)j * a.Length)));
        }

        return largest;
    }

    /// <summary>
    /// The part of the lattice paths from (0, 0) to (n, m) that touch |i·m − j·n| ≥ height; under the hypothesis all paths are equally
    /// likely. Of the paths to (i, j), i/(i + j) come from the left and the others from below, so that the part that has touched is a mean:
    /// all terms are positive, and nothing cancels for tiny probabilities.
    /// </summary>
    private static double Exact(int n, int m, long height)
    {
        if (n < m)
        {
            (n, m) = (m, n);
        }

        var touched = new double[m + 1];
        for (var j = 0; j <= m; j++)
        {
            touched[j] = (long)j * n >= height ? 1 : 0;
        }

        for (var i = 1; i <= n; i++)
        {
            for (var j = 0; j <= m; j++)
            {
                touched[j] = Math.Abs(((long)i * m) - ((long)j * n)) >= height
                    ? 1
                    : ((touched[j] * i) + (j == 0 ? 0 : touched[j - 1] * j)) / (i + j);
            }
        }

        return touched[m];
    }

    /// <summary>Kolmogorov's Q(x) = 2·Σ (−1)^(k−1)·exp(−2k²x²) at Vrbik's x for n = nm/(n + m).</summary>
    private static double Asymptotic(double statistic, double n)
    {
        var root = Math.Sqrt(n);
        var x = (root * statistic) + (1 / (6 * root)) + (((root * statistic) - 1) / (4 * n));
        return KolmogorovTail(x);
    }

    internal static double KolmogorovTail(double x)
    {
        if (x < 0.2)
        {
            // 1 − Q is below 10⁻¹² here, and the alternating series converges slowly.
            return 1;
        }

        var sum = 0.0;
        for (var k = 1; k <= 200; k++)
        {
            var term = Math.Exp(-2.0 * k * k * x * x);
            sum += k % 2 == 1 ? term : -term;
            if (term < 1e-18 * Math.Abs(sum) || term == 0)
            {
                break;
            }
        }

        return 2 * sum;
    }

    private static double[] Sorted(ReadOnlySpan<double> values, string name)
    {
        if (values.Length == 0)
        {
            throw new ArgumentException("A sample has at least one value.", name);
        }

        var sorted = values.ToArray();
        Array.Sort(sorted);

        // NaN sorts to the front.
        return double.IsNaN(sorted[0]) ? throw new ArgumentException("A sample has no value that is not a number.", name) : sorted;
    }
}
