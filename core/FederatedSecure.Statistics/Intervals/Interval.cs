namespace FederatedSecure.Statistics.Intervals;

/// <summary>A closed interval that a quantity lies in with stated confidence.</summary>
/// <param name="Lower">The lower bound.</param>
/// <param name="Upper">The upper bound; never below the lower one.</param>
public readonly record struct Interval(double Lower, double Upper);
