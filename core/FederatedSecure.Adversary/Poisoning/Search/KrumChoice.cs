namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// Which update Krum picks (Blanchard et al. 2017): the one with the smallest sum of squared distances to its n − f − 2 nearest.
/// </summary>
internal static class KrumChoice
{
    /// <summary>Index of the pick; the lowest of equals.</summary>
    /// <param name="squaredDistances">All pairwise squared distances.</param>
    /// <param name="f">Tolerated attackers, with n − f − 2 at least 1.</param>
    public static int Of(double[,] squaredDistances, int f)
    {
        var n = squaredDistances.GetLength(0);
        var others = new double[n - 1];
        var (best, lowest) = (0, double.PositiveInfinity);
        for (var i = 0; i < n; i++)
        {
            var count = 0;
            for (var j = 0; j < n; j++)
            {
                if (j != i)
                {
                    others[count++] = squaredDistances[i, j];
                }
            }

            Array.Sort(others);
            var score = others.AsSpan(0, n - f - 2).ToArray().Sum();
            if (score < lowest)
            {
                (best, lowest) = (i, score);
            }
        }

        return best;
    }
}
