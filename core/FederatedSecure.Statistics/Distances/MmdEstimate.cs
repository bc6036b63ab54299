namespace FederatedSecure.Statistics.Distances;

/// <summary>Two estimates of the squared maximum mean discrepancy.</summary>
/// <param name="Biased">From all pairs; never negative.</param>
/// <param name="Unbiased">Without each record's pair with itself; its mean is 0 for equal distributions.</param>
public readonly record struct MmdEstimate(double Biased, double Unbiased);
