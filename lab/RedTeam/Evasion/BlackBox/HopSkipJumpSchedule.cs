namespace FederatedSecure.Lab.RedTeam.Evasion.BlackBox;

/// <summary>The sequences of HopSkipJump (Chen, Jordan and Wainwright, IEEE S&amp;P 2020, algorithm 2 and its authors' code).</summary>
internal static class HopSkipJumpSchedule
{
    private const int First = 100;
    private const int Most = 10_000;

    /// <summary>B_t = min(⌊100·√t⌋, 10⁴): queries of the gradient estimate in iteration t, from 1.</summary>
    public static int Evaluations(int iteration) => (int)Math.Min(Most, First * Math.Sqrt(iteration));

    /// <summary>θ: the width at which the bisection stops, γ/d^{3/2} for L2, γ/d² for L∞.</summary>
    public static double Theta(int dimension, Norm norm, double gamma) => norm == Norm.Linf
        ? gamma / ((double)dimension * dimension)
        : gamma / (dimension * Math.Sqrt(dimension));

    /// <summary>
    /// δ_t: how far from the boundary point the directions are tried: a tenth of the box first, then √d·θ·distance for L2, d·θ·distance
    /// for L∞, which are both γ·distance/d.
    /// </summary>
    public static double Delta(int iteration, double distance, int dimension, double gamma, double box) =>
        iteration == 1 ? 0.1 * box : gamma * distance / dimension;
}
