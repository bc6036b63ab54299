namespace FederatedSecure.Assurance.Measurements;

/// <summary>One point of a line, with its confidence interval.</summary>
/// <param name="X">Where.</param>
/// <param name="Y">The figure.</param>
/// <param name="Lower">Its lower bound; the figure itself where it is exact.</param>
/// <param name="Upper">Its upper bound.</param>
public readonly record struct CurvePoint(double X, double Y, double Lower, double Upper);
