namespace FederatedSecure.Statistics.Distances;

/// <summary>
/// The 1-Wasserstein (earth mover's) distance of two distributions on the line: ∫|F(x) − G(x)| dx, in the unit of the values
/// (Vallender, Theory of Probability and Its Applications 1974). The least work of moving the mass of one to the other.
/// </summary>
/// <remarks>{0, 1, 3} and {5, 6, 8}: 5.</remarks>
public static class Wasserstein
{
    /// <summary>Between two samples.</summary>
    /// <param name="u">Values of the first, in any order, at least one, finite.</param>
    /// <param name="v">Values of the second.</param>
    /// <param name="uWeights">Mass of each value of the first, not negative, not all 0; brought to sum 1. Empty: all the same.</param>
    /// <param name="vWeights">The same for the second.</param>
    public static double Distance(
        ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> uWeights = default, ReadOnlySpan<double> vWeights = default)
    {
        var (first, firstMass) = Sorted(u, uWeights);
        var (second, secondMass) = Sorted(v, vWeights);

        var (i, j) = (0, 0);
        var (f, g, distance) = (0.0, 0.0, 0.0);
        var x = Math.Min(first[0], second[0]);
        while (i < first.Length || j < second.Length)
        {
            var next = Math.Min(i < first.Length ? first[i] : double.PositiveInfinity, j < second.Length ? second[j] : double.PositiveInfinity);
            distance += Math.Abs(f - g) * (next - x);
            x = next;
            for (; i < first.Length && first[i] == x; i++)
            {
                f += firstMass[i];
            }

            for (; j < second.Length && second[j] == x; j++)
            {
                g += secondMass[j];
            }
        }

        return distance;
    }

    /// <summary>
    /// Between two histograms over the same bins, each bin's mass at its centre. The counts are masses, never samples: the distance between
    /// the heights says nothing about the values, and is 0 for a histogram and its mirror image.
    /// </summary>
    /// <param name="reference">Counts of the first; not negative, not all 0.</param>
    /// <param name="current">Counts of the second.</param>
    /// <param name="edges">Edges of the bins in ascending order, finite: one more than counts.</param>
    public static double OfHistograms(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, ReadOnlySpan<double> edges)
    {
        if (reference.Length == 0 || reference.Length != current.Length || edges.Length != reference.Length + 1)
        {
            throw new ArgumentException("Both histograms have the same bins, at least one, and there is one edge more than bins.", nameof(edges));
        }

        var centers = new double[reference.Length];
        for (var bin = 0; bin < centers.Length; bin++)
        {
            if (!(edges[bin] < edges[bin + 1]) || !double.IsFinite(edges[bin]) || !double.IsFinite(edges[bin + 1]))
            {
                throw new ArgumentException("The edges of the bins are finite and ascend.", nameof(edges));
            }

            centers[bin] = (edges[bin] / 2) + (edges[bin + 1] / 2);
        }

        return Distance(centers, centers, reference, current);
    }

    private static (double[] Values, double[] Mass) Sorted(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        if (values.Length == 0 || (weights.Length != 0 && weights.Length != values.Length))
        {
            throw new ArgumentException("A distribution has at least one value, and a weight for each or none at all.", nameof(values));
        }

        var sorted = values.ToArray();
        var mass = weights.ToArray();
        if (mass.Length == 0)
        {
            mass = new double[sorted.Length];
            Array.Fill(mass, 1.0);
        }

        var sum = 0.0;
        for (var i = 0; i < mass.Length; i++)
        {
            if (!double.IsFinite(sorted[i]) || !(mass[i] >= 0) || !double.IsFinite(mass[i]))
            {
                throw new ArgumentException("Values are finite; weights are finite and not negative.", nameof(values));
            }

            sum += mass[i];
        }

        if (!(sum > 0) || !double.IsFinite(sum))
        {
            throw new ArgumentException("The weights of a distribution have a finite sum above 0.", nameof(weights));
        }

        Array.Sort(sorted, mass);
        for (var i = 0; i < mass.Length; i++)
        {
            mass[i] /= sum;
        }

        return (sorted, mass);
    }
}
