using System.Collections.Immutable;

namespace FederatedSecure.Lab.RedTeam.Backdoors.NeuralCleanse;

/// <summary>
/// How far each of some norms lies from their median: |n − med| / (1.4826 · MAD), where MAD is the median of |n − med| and 1.4826 makes it
/// the standard deviation of a normal distribution (Wang et al., Neural Cleanse, IEEE S&amp;P 2019, section IV-B).
/// </summary>
/// <remarks>
/// A class is flagged where the index is above the threshold, 2 in the paper (95 % of a normal distribution lies below), and its norm below
/// the median. With an even number of norms the median is the mean of the two in the middle. Where MAD is 0, every norm that is not
/// the median has the index +∞ and the median itself 0.
/// </remarks>
/// <example>Norms 10, 9, 11, 10, 2: median 10, MAD 1, indices 0, 0.674, 0.674, 0, 5.396; the last is flagged.</example>
internal static class AnomalyIndex
{
    /// <summary>The paper's threshold.</summary>
    public const double Threshold = 2;

    private const double NormalConsistency = 1.4826;

    /// <summary>The index of each norm.</summary>
    public static ImmutableArray<double> Of(ReadOnlySpan<double> norms)
    {
        var median = Median(norms);
        var deviations = new double[norms.Length];
        for (var i = 0; i < norms.Length; i++)
        {
            deviations[i] = Math.Abs(norms[i] - median);
        }

        var scale = NormalConsistency * Median(deviations);
        return [.. deviations.Select(deviation => deviation == 0 ? 0 : deviation / scale)];
    }

    /// <summary>The places of the norms that are suspiciously small, smallest norm first.</summary>
    public static ImmutableArray<int> Flagged(ReadOnlySpan<double> norms, double threshold = Threshold)
    {
        var (values, index, median) = (norms.ToArray(), Of(norms), Median(norms));
        return [.. Enumerable.Range(0, values.Length).Where(i => values[i] < median && index[i] > threshold).OrderBy(i => values[i])];
    }

    private static double Median(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
