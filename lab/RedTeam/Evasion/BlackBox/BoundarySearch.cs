namespace FederatedSecure.Lab.RedTeam.Evasion.BlackBox;

/// <summary>Moves an adversarial point to the decision boundary by bisection, staying on the adversarial side.</summary>
internal static class BoundarySearch
{
    /// <summary>A line has no more different floats than a bisection of this depth tells apart.</summary>
    private const int Deepest = 40;

    /// <summary>
    /// L2 and L1: (1 − α)·x + α·x̃ with the smallest α found. L∞: x̃ clipped into the cube of the smallest radius found around x
    /// (Chen et al. 2020, section 3.2).
    /// </summary>
    /// <param name="oracle">Asked until the bracket is narrow enough or no query is left.</param>
    /// <param name="clean">x.</param>
    /// <param name="adversarial">x̃; moved.</param>
    /// <param name="norm">Which of the two.</param>
    /// <param name="theta">Where to stop: width of the bracket of α; for L∞, of the radius, relative to the first where that is below 1.</param>
    public static void Project(LabelOracle oracle, ReadOnlySpan<float> clean, Span<float> adversarial, Norm norm, double theta)
    {
        var radius = norm == Norm.Linf ? Distance.Between(clean, adversarial, norm) : 1;
        var (low, high, threshold) = (0.0, radius, theta * Math.Min(1, radius));
        var (middle, best) = (new float[clean.Length], adversarial.ToArray());
        for (var depth = 0; depth < Deepest && high - low > threshold && oracle.Left > 0; depth++)
        {
            var half = (low + high) / 2;
            Between(clean, adversarial, norm, half, middle);
            if (oracle.IsAdversarial(middle))
            {
                high = half;
                middle.CopyTo(best, 0);
            }
            else
            {
                low = half;
            }
        }

        best.CopyTo(adversarial);
    }

    private static void Between(ReadOnlySpan<float> clean, ReadOnlySpan<float> adversarial, Norm norm, double place, Span<float> destination)
    {
        for (var i = 0; i < clean.Length; i++)
        {
            destination[i] = norm == Norm.Linf
                ? (float)Math.Clamp(adversarial[i], clean[i] - place, clean[i] + place)
                : (float)(((1 - place) * clean[i]) + (place * adversarial[i]));
        }
    }
}
