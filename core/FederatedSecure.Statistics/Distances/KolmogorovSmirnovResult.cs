namespace FederatedSecure.Statistics.Distances;

/// <summary>What a Kolmogorov-Smirnov test found.</summary>
/// <param name="Statistic">D, 0 to 1.</param>
/// <param name="PValue">Probability of at least this D between two samples of one distribution.</param>
/// <param name="IsExact">Whether the p-value is exact; otherwise the limit for large samples.</param>
public readonly record struct KolmogorovSmirnovResult(double Statistic, double PValue, bool IsExact);
