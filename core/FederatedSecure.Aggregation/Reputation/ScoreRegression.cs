namespace FederatedSecure.Aggregation.Reputation;

/// <summary>
/// Quantitative group testing: single sites' scores from sums over buckets, by ridge regression over a window of rounds.
/// α̂ = (AᵀA + λ·I)⁻¹·Aᵀ·s, with a row of A for every bucket, 1 where the site is a member.
/// </summary>
/// <remarks>
/// <para>For random partitions into buckets of k, Var(α̂ᵢ) ≈ k·σ²·(n − 1)/(T·(n − k)) after T rounds, where σ is how much one site's
/// score moves from round to round: the price grows linearly with k, and does not depend on how many attackers there are. At least
/// (n − 1)/(B − 1) ≈ k rounds are needed to tell sites apart at all; with fewer, ridge spreads what it cannot tell evenly over
/// the members.</para>
/// <para>Buckets may differ in size, and sites may be absent: a site in no bucket gets NaN. The equations are solved by conjugate
/// gradients on the membership lists (Hestenes and Stiefel 1952), to a relative residual of 1e-12, with O(rounds·n) work a step
/// and no n × n matrix. With λ = 0 the solution of least norm results.</para>
/// <para>Not guaranteed: that a site's score is a constant. What moves together with the company it happened to have goes to it
/// in part: a bad bucket weighs on its honest members until other rounds part them. Hence the caller's rule never to act on one
/// window.</para>
/// </remarks>
/// <example>{0, 1} with 3, {0, 2} with 4, {1, 2} with 5 and λ = 0: the sites score 1, 2 and 3.</example>
public static class ScoreRegression
{
    private const double Tolerance = 1e-12;

    /// <summary>Estimates each site's score.</summary>
    /// <param name="sites">n: members are numbers below it.</param>
    /// <param name="buckets">The buckets of all rounds of the window, scores finite.</param>
    /// <param name="lambda">λ, finite and not negative, in rounds: what it pulls to zero counts as much as that many rounds.</param>
    /// <exception cref="ArgumentException">A member is not a site or stands twice in a bucket, a score is not finite, or λ is out of range.</exception>
    public static double[] Estimate(int sites, IReadOnlyList<ScoredBucket> buckets, double lambda)
    {
        if (!(lambda >= 0) || double.IsInfinity(lambda))
        {
            throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "λ must be finite and not negative.");
        }

        var rounds = new int[sites];
        var right = new double[sites];
        foreach (var bucket in buckets)
        {
            Membership.Require(sites, bucket.Members);
            if (!double.IsFinite(bucket.Score))
            {
                throw new ArgumentException("A bucket's score must be finite: leave the bucket out.", nameof(buckets));
            }

            foreach (var member in bucket.Members)
            {
                rounds[member]++;
                right[member] += bucket.Score;
            }
        }

        var estimates = Solve(buckets, right, lambda);
        for (var site = 0; site < sites; site++)
        {
            estimates[site] = rounds[site] == 0 ? double.NaN : estimates[site];
        }

        return estimates;
    }

    /// <summary>Conjugate gradients from zero on (AᵀA + λ·I)·x = right.</summary>
    private static double[] Solve(IReadOnlyList<ScoredBucket> buckets, double[] right, double lambda)
    {
        var x = new double[right.Length];
        double[] residual = [.. right];
        double[] direction = [.. right];
        var image = new double[right.Length];
        var squared = Dot(residual, residual);
        var enough = Tolerance * Tolerance * squared;

        // n steps in exact arithmetic. Rounding may take a few more, and where there is no more to gain they change nothing.
        for (var step = 0; step < (2 * right.Length) + 10 && squared > enough; step++)
        {
            Multiply(buckets, direction, lambda, image);
            var rate = squared / Dot(direction, image);
            for (var i = 0; i < x.Length; i++)
            {
                x[i] += rate * direction[i];
                residual[i] -= rate * image[i];
            }

            var before = squared;
            squared = Dot(residual, residual);
            for (var i = 0; i < x.Length; i++)
            {
                direction[i] = residual[i] + (squared / before * direction[i]);
            }
        }

        return x;
    }

    private static void Multiply(IReadOnlyList<ScoredBucket> buckets, double[] x, double lambda, double[] image)
    {
        for (var i = 0; i < x.Length; i++)
        {
            image[i] = lambda * x[i];
        }

        foreach (var (members, _) in buckets)
        {
            var sum = 0.0;
            foreach (var member in members)
            {
                sum += x[member];
            }

            foreach (var member in members)
            {
                image[member] += sum;
            }
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
