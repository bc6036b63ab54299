namespace FederatedSecure.Lab.Simulation.Federation;

/// <summary>How many inputs a rule gets, and how many of them it has to stand.</summary>
internal static class BucketTolerance
{
    /// <summary>Inputs that n sites make.</summary>
    public static int Inputs(int sites, int bucketSize) => bucketSize > 1 ? sites / bucketSize : sites;

    /// <summary>f for the rule.</summary>
    /// <param name="sites">n.</param>
    /// <param name="attackers">m.</param>
    /// <param name="bucketSize">k; 0 for single updates.</param>
    public static int Of(int sites, int attackers, int bucketSize)
    {
        if (bucketSize <= 1)
        {
            return attackers;
        }

        return Math.Min(attackers, (Inputs(sites, bucketSize) - 1) / 2);
    }
}
