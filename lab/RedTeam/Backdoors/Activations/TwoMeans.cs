using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Backdoors.Activations;

/// <summary>
/// Two clusters by Lloyd's algorithm, from several starts by k-means++ (Arthur &amp; Vassilvitskii, SODA 2007); the one with the smallest sum of
/// squared distances is taken.
/// </summary>
internal static class TwoMeans
{
    private const int Starts = 10;
    private const int MostRounds = 300;

    /// <summary>The cluster of every row, false or true; which is which is arbitrary. All false where all rows are the same.</summary>
    public static bool[] Of(double[][] rows, ulong seed)
    {
        var random = new SeededRandomSource(seed);
        var (best, bestCost) = (new bool[rows.Length], double.PositiveInfinity);
        for (var start = 0; start < Starts; start++)
        {
            var (clusters, cost) = Lloyd(rows, Start(rows, random));
            if (cost < bestCost)
            {
                (best, bestCost) = (clusters, cost);
            }
        }

        return best;
    }

    /// <summary>‖a − b‖².</summary>
    public static double SquaredDistance(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }

    private static (double[] First, double[] Second) Start(double[][] rows, SeededRandomSource random)
    {
        var first = rows[random.NextInt32(rows.Length)];
        var distances = Array.ConvertAll(rows, row => SquaredDistance(row, first));
        var left = random.NextDouble() * distances.Sum();
        for (var i = 0; i < rows.Length; i++)
        {
            left -= distances[i];
            if (left < 0)
            {
                return (first, rows[i]);
            }
        }

        return (first, first);
    }

    private static (bool[] Clusters, double Cost) Lloyd(double[][] rows, (double[] First, double[] Second) centres)
    {
        var clusters = new bool[rows.Length];
        for (var round = 0; ; round++)
        {
            var (moved, cost) = (false, 0.0);
            for (var i = 0; i < rows.Length; i++)
            {
                var (first, second) = (SquaredDistance(rows[i], centres.First), SquaredDistance(rows[i], centres.Second));
                moved |= clusters[i] != (second < first);
                clusters[i] = second < first;
                cost += Math.Min(first, second);
            }

            if ((!moved && round > 0) || round == MostRounds)
            {
                return (clusters, cost);
            }

            centres = (Mean(rows, clusters, false) ?? centres.First, Mean(rows, clusters, true) ?? centres.Second);
        }
    }

    private static double[]? Mean(double[][] rows, bool[] clusters, bool which)
    {
        var (sum, count) = (new double[rows[0].Length], 0);
        for (var i = 0; i < rows.Length; i++)
        {
            if (clusters[i] == which)
            {
                count++;
                for (var j = 0; j < sum.Length; j++)
                {
                    sum[j] += rows[i][j];
                }
            }
        }

        return count == 0 ? null : Array.ConvertAll(sum, value => value / count);
    }
}
