namespace FederatedSecure.Lab.RedTeam.Optimization;

/// <summary>A function to be minimized. For one thread.</summary>
internal interface IDifferentiable
{
    /// <summary>Its value at a point, and the gradient there.</summary>
    /// <param name="point">Where.</param>
    /// <param name="gradient">Receives the gradient, of the same length.</param>
    double Evaluate(ReadOnlySpan<double> point, Span<double> gradient);
}
