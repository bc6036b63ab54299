using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Fairness;

/// <summary>
/// Weights as a sample: training on it is training on the weighted records, up to rounding. Systematic (Kitagawa, Journal of Computational
/// and Graphical Statistics 1996): record i occurs ⌊n·wᵢ⌋ or ⌈n·wᵢ⌉ times, with the weights brought to sum 1.
/// </summary>
internal static class WeightedSample
{
    /// <summary>As many records as there are weights.</summary>
    /// <param name="weights">Not negative, not all 0.</param>
    /// <param name="random">Draws the one offset.</param>
    public static int[] Draw(double[] weights, SeededRandomSource random)
    {
        var step = weights.Sum() / weights.Length;
        var next = random.NextDouble() * step;
        var drawn = new List<int>(weights.Length);
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[i];
            for (; next < sum && drawn.Count < weights.Length; next += step)
            {
                drawn.Add(i);
            }
        }

        // Rounding can leave the last one out.
        while (drawn.Count < weights.Length)
        {
            drawn.Add(Array.FindLastIndex(weights, weight => weight > 0));
        }

        return [.. drawn];
    }
}
