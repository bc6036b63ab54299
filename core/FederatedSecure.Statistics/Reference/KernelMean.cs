using FederatedSecure.Numerics;

namespace FederatedSecure.Statistics.Reference;

/// <summary>
/// The mean of records in the feature space of the Gaussian kernel, by D random cosines: φⱼ(x) = √(2/D)·cos(wⱼ·x + bⱼ), wⱼ ~ N(0, I/σ²),
/// bⱼ uniform on [0, 2π) (Rahimi &amp; Recht, NeurIPS 2007). ‖mean φ(x) − mean φ(y)‖² estimates the squared maximum mean discrepancy
/// without a single record being kept (Zhao &amp; Meng, Neural Computation 2015).
/// </summary>
/// <param name="Seed">Of the cosines.</param>
/// <param name="Sigma">σ, in deviations of the reference.</param>
/// <param name="Mean">Mean of φ over the reference.</param>
/// <param name="Window">Records of a window that is compared with it.</param>
/// <param name="Threshold">What a window of reference records exceeds with probability 1 %.</param>
public sealed record KernelMean(ulong Seed, double Sigma, double[] Mean, int Window, double Threshold)
{
    /// <summary>φ of records.</summary>
    /// <param name="records">Records, standardized by the reference.</param>
    /// <param name="seed">Of the cosines.</param>
    /// <param name="sigma">σ.</param>
    /// <param name="dimension">D.</param>
    public static double[][] Map(IReadOnlyList<double[]> records, ulong seed, double sigma, int dimension)
    {
        var random = new SeededRandomSource(seed);
        var mapped = new double[records.Count][];
        for (var i = 0; i < mapped.Length; i++)
        {
            mapped[i] = new double[dimension];
        }

        var direction = new double[records.Count == 0 ? 0 : records[0].Length];
        for (var j = 0; j < dimension; j++)
        {
            for (var k = 0; k < direction.Length; k++)
            {
                direction[k] = random.NextGaussian() / sigma;
            }

            var phase = 2 * Math.PI * random.NextDouble();
            for (var i = 0; i < mapped.Length; i++)
            {
                var angle = phase;
                for (var k = 0; k < direction.Length; k++)
                {
                    angle += direction[k] * records[i][k];
                }

                mapped[i][j] = Math.Sqrt(2.0 / dimension) * Math.Cos(angle);
            }
        }

        return mapped;
    }

    /// <summary>The squared discrepancy of a window from the reference.</summary>
    /// <param name="window">Records, standardized by the reference.</param>
    public double Discrepancy(IReadOnlyList<double[]> window) => Distance(Average(Map(window, Seed, Sigma, Mean.Length)), Mean);

    internal static double[] Average(IReadOnlyList<double[]> rows)
    {
        var mean = new double[rows[0].Length];
        foreach (var row in rows)
        {
            for (var j = 0; j < mean.Length; j++)
            {
                mean[j] += row[j] / rows.Count;
            }
        }

        return mean;
    }

    internal static double Distance(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }
}
