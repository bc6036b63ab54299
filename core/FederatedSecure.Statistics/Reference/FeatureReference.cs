namespace FederatedSecure.Statistics.Reference;

/// <summary>What is known of one feature of the reference records, in its own unit.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Minimum">Smallest value.</param>
/// <param name="Maximum">Largest value.</param>
/// <param name="Mean">Mean.</param>
/// <param name="Deviation">Standard deviation; 0 for a constant.</param>
/// <param name="Quantiles">Quantiles at equal steps from 0 to 1: they stand for the records in tests and distances.</param>
/// <param name="Edges">Inner edges of the bins of the population stability index, ascending; the outermost bins are open.</param>
/// <param name="Parts">Part of the records in each bin: one more than edges.</param>
public sealed record FeatureReference(
    string Name, double Minimum, double Maximum, double Mean, double Deviation, double[] Quantiles, double[] Edges, double[] Parts);
