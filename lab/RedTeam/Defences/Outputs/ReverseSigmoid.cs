namespace FederatedSecure.Lab.RedTeam.Defences.Outputs;

/// <summary>
/// Answers that mislead who learns from them: p − β·(s(γ·s⁻¹(p)) − ½), clipped to 0 to 1 and brought back to a sum of 1, with s the logistic
/// function and p kept within 10⁻⁹ of 0 and 1 inside of s⁻¹ (Lee et al., IEEE S&amp;P Workshops 2019; β = 1 and γ = 0.1 as in ART).
/// </summary>
/// <remarks>
/// Different probabilities may get the same answer, so that scores cannot be taken back. The largest stays the largest only for small β·γ.
/// Whoever needs only the label is not stopped.
/// </remarks>
/// <example>(0.8, 0.2) with β = 1, γ = 0.1: (0.7654, 0.2346).</example>
internal static class ReverseSigmoid
{
    private const double Edge = 1e-9;

    /// <summary>The answer to give; null where β is so large that nothing is left to bring to a sum of 1.</summary>
    /// <param name="probabilities">Of at least two classes, each from 0 to 1.</param>
    /// <param name="beta">How much is taken away, positive.</param>
    /// <param name="gamma">How early, positive.</param>
    public static double[]? Apply(IReadOnlyList<double> probabilities, double beta = 1, double gamma = 0.1)
    {
        double[] moved = [.. probabilities.Select(p => Math.Clamp(p - (beta * (Logistic(gamma * Logit(p)) - 0.5)), 0, 1))];
        var sum = moved.Sum();
        return sum > 0 ? Array.ConvertAll(moved, value => value / sum) : null;
    }

    private static double Logit(double p)
    {
        var inner = Math.Clamp(p, Edge, 1 - Edge);
        return -Math.Log((1 - inner) / inner);
    }

    private static double Logistic(double z) => 1 / (1 + Math.Exp(-z));
}
