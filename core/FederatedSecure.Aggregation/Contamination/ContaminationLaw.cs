using System.Collections.Immutable;

namespace FederatedSecure.Aggregation.Contamination;

/// <summary>
/// The exact law of X, the number of buckets with at least one attacker, when m of n sites are attackers and the partition is
/// random: what a robust rule on bucket means has to stand.
/// </summary>
/// <remarks>
/// <para>For B buckets of one size k: P(X = x) = C(B, x)·Σᵢ (−1)ⁱ·C(x, i)·C((x − i)·k, m) / C(B·k, m). The terms cancel, and the
/// formula knows one size only. Here the attackers are placed one after another instead. Say that a and b of the larger and the
/// smaller buckets, of sizes s + 1 and s, hold one of the first j. The next falls into one of the n − j free places:</para>
/// <para>a → a + 1 with probability (A − a)·(s + 1)/(n − j), b → b + 1 with (B − A − b)·s/(n − j), and into a bucket that is lost
/// already with (a·(s + 1) + b·s − j)/(n − j).</para>
/// <para>Nothing is subtracted that could cancel: the relative error of each probability is below 10·m·2⁻⁵³, in the far tail, too.
/// The cost is m·(A + 1)·(B − A + 1) steps, and A is below k where there are k buckets or more.</para>
/// <para>Guaranteed: exact for a uniformly random partition, which a round's partition is to anybody who cannot try many. Not
/// covered: attackers who choose their bucket mates.</para>
/// </remarks>
/// <example>Six sites, two attackers, buckets of three: both in one bucket with probability 2/5, so that E[X] = 8/5.</example>
public sealed class ContaminationLaw
{
    /// <summary>The most sites that the law is computed for.</summary>
    public const int MaximumSites = 100_000;

    private const long MaximumSteps = 4_000_000_000;

    /// <param name="sites">n, from k to <see cref="MaximumSites"/>.</param>
    /// <param name="attackers">m, from 0 to n.</param>
    /// <param name="bucketSize">k, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public ContaminationLaw(int sites, int attackers, int bucketSize)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sites, MaximumSites);
        Buckets = BucketSizes.Of(sites, bucketSize);
        if (attackers < 0 || attackers > sites)
        {
            throw new ArgumentOutOfRangeException(nameof(attackers), attackers, $"Attackers are sites: m must be from 0 to n, {sites}.");
        }

        if ((double)attackers * (Buckets.Larger + 1) * (Buckets.Count - Buckets.Larger + 1) > MaximumSteps)
        {
            throw new ArgumentOutOfRangeException(nameof(sites), sites, "Too many sites and attackers to place one by one: take fewer.");
        }

        Attackers = attackers;
        Probabilities = Place(Buckets, attackers);
    }

    /// <summary>The buckets.</summary>
    public BucketSizes Buckets { get; }

    /// <summary>m.</summary>
    public int Attackers { get; }

    /// <summary>P(X = x) for x from 0 to B.</summary>
    public ImmutableArray<double> Probabilities { get; }

    /// <summary>E[X].</summary>
    public double Expected
    {
        get
        {
            var sum = 0.0;
            for (var x = 1; x < Probabilities.Length; x++)
            {
                sum += x * Probabilities[x];
            }

            return sum;
        }
    }

    /// <summary>P(2·X ≥ B): half of the buckets or more are lost, and no rule can help.</summary>
    public double ProbabilityHalf => ProbabilityAtLeast((Buckets.Count + 1) / 2);

    /// <summary>P(X ≥ x).</summary>
    public double ProbabilityAtLeast(int x)
    {
        // From the small end of the tail, so that a tail of 1e-20 keeps its digits.
        var sum = 0.0;
        for (var i = Probabilities.Length - 1; i >= Math.Max(0, x); i--)
        {
            sum += Probabilities[i];
        }

        return Math.Min(1, sum);
    }

    /// <summary>The smallest x with P(X > x) ≤ 1 − probability.</summary>
    /// <param name="probability">From 0 to 1, for example 0.999.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not from 0 to 1.</exception>
    public int Quantile(double probability)
    {
        if (!(probability is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability is from 0 to 1.");
        }

        var x = Probabilities.Length - 1;
        var above = 0.0;
        while (x > 0 && above + Probabilities[x] <= 1 - probability)
        {
            above += Probabilities[x];
            x--;
        }

        return x;
    }

    private static ImmutableArray<double> Place(BucketSizes buckets, int attackers)
    {
        var (larger, smaller, size) = (buckets.Larger, buckets.Count - buckets.Larger, buckets.Size);
        var width = smaller + 1;
        var law = new double[(larger + 1) * width];
        law[0] = 1;
        for (var placed = 0; placed < attackers; placed++)
        {
            double free = buckets.Sites - placed;

            // From the largest numbers down: each state still reads the ones below it as they were before this attacker.
            for (var a = Math.Min(larger, placed + 1); a >= 0; a--)
            {
                for (var b = Math.Min(smaller, placed + 1 - a); b >= 0; b--)
                {
                    var at = (a * width) + b;
                    var occupied = (long)(a * (size + 1L)) + ((long)b * size) - placed;
                    var sum = law[at] * Math.Max(0, occupied);
                    sum += a > 0 ? law[at - width] * ((larger - a + 1L) * (size + 1)) : 0;
                    sum += b > 0 ? law[at - 1] * ((smaller - b + 1L) * size) : 0;
                    law[at] = sum / free;
                }
            }
        }

        var probabilities = new double[buckets.Count + 1];
        for (var a = 0; a <= larger; a++)
        {
            for (var b = 0; b <= smaller; b++)
            {
                probabilities[a + b] += law[(a * width) + b];
            }
        }

        return [.. probabilities];
    }
}
