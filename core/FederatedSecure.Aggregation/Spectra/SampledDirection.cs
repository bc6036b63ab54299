namespace FederatedSecure.Aggregation.Spectra;

/// <summary>((x_i − μ)·v)² for vectors in memory, v being the top right singular vector of the matrix whose rows are x_i − μ.</summary>
internal static class SampledDirection
{
    /// <summary>The scores of the rows; zeros where all rows are equal.</summary>
    public static double[] Scores(double[][] rows)
    {
        var (n, length) = (rows.Length, rows[0].Length);
        var mean = new double[length];
        foreach (var row in rows)
        {
            for (var k = 0; k < length; k++)
            {
                mean[k] += row[k] / n;
            }
        }

        var deviations = Array.ConvertAll(rows, row => row.Select((value, k) => value - mean[k]).ToArray());
        var gram = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                gram[(i * n) + j] = gram[(j * n) + i] = Dot(deviations[i], deviations[j]);
            }
        }

        // Of X = UΣVᵀ, X·v is σ·u, and u the leading eigenvector of XXᵀ.
        var u = new double[n];
        var square = Math.Max(0, LeadingEigenpair.Of(gram, u));
        return Array.ConvertAll(u, value => square * value * value);
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var k = 0; k < a.Length; k++)
        {
            sum += a[k] * b[k];
        }

        return sum;
    }
}
