namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// The smallest cluster of single linkage that holds more than half of all: what HDBSCAN finds with min_cluster_size = ⌊n/2⌋ + 1,
/// min_samples = 1 and a single cluster allowed (Campello, Moulavi and Sander, "Density-based clustering based on hierarchical
/// density estimates", 2013).
/// </summary>
/// <remarks>
/// With one neighbour, core distances are below all other distances, so that mutual reachability is plain distance. Two clusters of
/// more than half cannot be: the condensed tree is its root, from which points fall until the rest breaks into two minorities.
/// Those that are left then are the cluster.
/// </remarks>
internal static class MajorityCluster
{
    /// <summary>Its members, ascending. Joins at equal distances count together.</summary>
    /// <param name="n">How many.</param>
    /// <param name="distance">Between two of them.</param>
    public static int[] Of(int n, Func<int, int, double> distance)
    {
        if (n == 1)
        {
            return [0];
        }

        var pairs = from i in Ranks.All(n) from j in Enumerable.Range(0, i) select (I: i, J: j, Distance: distance(i, j));
        var (parent, size) = (Ranks.All(n), Enumerable.Repeat(1, n).ToArray());
        var limit = double.PositiveInfinity;
        var majority = 0;
        foreach (var (i, j, gap) in pairs.OrderBy(pair => pair.Distance))
        {
            if (gap > limit)
            {
                break;
            }

            var (a, b) = (Root(i), Root(j));
            if (a == b)
            {
                continue;
            }

            (parent[b], size[a]) = (a, size[a] + size[b]);
            if (size[a] > n / 2)
            {
                (limit, majority) = (gap, a);
            }
        }

        return [.. Ranks.All(n).Where(i => Root(i) == Root(majority))];

        int Root(int i)
        {
            while (parent[i] != i)
            {
                i = parent[i] = parent[parent[i]];
            }

            return i;
        }
    }
}
