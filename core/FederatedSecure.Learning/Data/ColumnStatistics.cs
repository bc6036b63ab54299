namespace FederatedSecure.Learning.Data;

/// <summary>A feature in figures.</summary>
/// <param name="Name">The column, "column=value" for one value of a categorical one, or "pixels" for all of them.</param>
/// <param name="Minimum">Smallest value.</param>
/// <param name="Maximum">Largest value.</param>
/// <param name="Mean">Mean.</param>
/// <param name="Deviation">Standard deviation.</param>
public sealed record ColumnStatistics(string Name, double Minimum, double Maximum, double Mean, double Deviation);
