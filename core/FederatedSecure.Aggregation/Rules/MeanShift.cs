namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// Mean shift with a flat kernel: every point climbs to the mean of what lies within the bandwidth until it stays, and points that
/// end up within the bandwidth of each other are a cluster (Comaniciu and Meer, "Mean shift: a robust approach toward feature space
/// analysis", 2002). For a few points of few coordinates.
/// </summary>
internal static class MeanShift
{
    private const int MostSteps = 300;
    private const double Still = 1e-3;
    private const double Least = 1e-12;

    /// <summary>
    /// Members of the largest cluster, ascending; of equals the one whose peak has more points near it, then the one whose peak has
    /// the larger coordinates.
    /// </summary>
    /// <param name="points">The points.</param>
    /// <param name="bandwidth">Above 0; null for the mean distance to the ⌊n/2⌋-th nearest, itself included.</param>
    public static int[] LargestCluster(double[][] points, double? bandwidth)
    {
        var width = bandwidth ?? Estimate(points);
        var peaks = points.Select(point => Climb(points, point, width)).ToArray();

        // Popular peaks first; a peak near one that was taken before is the same.
        var popularity = Array.ConvertAll(peaks, peak => points.Count(point => Distance(point, peak) <= width));
        var kept = new List<double[]>();
        foreach (var i in Ranks.All(points.Length).OrderByDescending(i => popularity[i]).ThenByDescending(i => Place(peaks[i])))
        {
            if (!kept.Exists(peak => Distance(peak, peaks[i]) <= width))
            {
                kept.Add(peaks[i]);
            }
        }

        var nearest = points.Select(point => Ranks.First([.. kept.Select(peak => Distance(point, peak))])).ToArray();
        var largest = Ranks.First([.. kept.Select((_, cluster) => (double)-nearest.Count(c => c == cluster))]);
        return [.. Ranks.All(points.Length).Where(i => nearest[i] == largest)];
    }

    /// <summary>A peak's coordinates for comparison, without what rounding adds: the order of the points does not matter then.</summary>
    private static (double, double, double) Place(double[] peak)
    {
        double Rounded(int k) => k < peak.Length ? Math.Round(peak[k], 9) : 0;
        return (Rounded(0), Rounded(1), Rounded(2));
    }

    private static double Estimate(double[][] points)
    {
        var neighbour = Math.Max(1, points.Length / 2) - 1;
        return Math.Max(Least, points.Average(point => points.Select(other => Distance(point, other)).Order().ElementAt(neighbour)));
    }

    private static double[] Climb(double[][] points, double[] start, double width)
    {
        var place = start;
        for (var step = 0; step < MostSteps; step++)
        {
            var near = points.Where(point => Distance(point, place) <= width).ToList();
            if (near.Count == 0)
            {
                // All that were near lie on the rim, where rounding decides.
                break;
            }

            double[] next = [.. place.Select((_, k) => near.Average(point => point[k]))];
            var moved = Distance(next, place);
            place = next;
            if (moved <= Still * width)
            {
                break;
            }
        }

        return place;
    }

    private static double Distance(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var k = 0; k < a.Length; k++)
        {
            sum += (a[k] - b[k]) * (a[k] - b[k]);
        }

        return Math.Sqrt(sum);
    }
}
