namespace FederatedSecure.Lab.RedTeam.Backdoors.Activations;

/// <summary>
/// How well two clusters are apart: the mean over all rows of (b − a)/max(a, b), with a the mean distance to the others of the own cluster
/// and b that to the other cluster (Rousseeuw, 1987). 1 for two distant points, 0 for no structure; a row alone in its cluster counts 0.
/// </summary>
internal static class Silhouette
{
    /// <summary>Computes it; O(n²).</summary>
    /// <returns>NaN where one cluster has no rows.</returns>
    public static double Of(double[][] rows, bool[] clusters)
    {
        var sizes = (False: clusters.Count(cluster => !cluster), True: clusters.Count(cluster => cluster));
        if (sizes.False == 0 || sizes.True == 0)
        {
            return double.NaN;
        }

        var sum = 0.0;
        for (var i = 0; i < rows.Length; i++)
        {
            var (own, other) = (0.0, 0.0);
            for (var j = 0; j < rows.Length; j++)
            {
                var distance = Math.Sqrt(TwoMeans.SquaredDistance(rows[i], rows[j]));
                (own, other) = clusters[i] == clusters[j] ? (own + distance, other) : (own, other + distance);
            }

            var (ownSize, otherSize) = clusters[i] ? (sizes.True, sizes.False) : (sizes.False, sizes.True);
            if (ownSize > 1)
            {
                var (a, b) = (own / (ownSize - 1), other / otherSize);
                sum += Math.Max(a, b) > 0 ? (b - a) / Math.Max(a, b) : 0;
            }
        }

        return sum / rows.Length;
    }
}
