namespace FederatedSecure.Aggregation.Points;

/// <summary>How many elements of a vector are above, below and exactly zero.</summary>
internal readonly record struct SignCounts(long Positive, long Negative, long Zero);
