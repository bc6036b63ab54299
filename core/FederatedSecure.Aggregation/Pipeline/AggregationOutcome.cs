using System.Collections.Immutable;

namespace FederatedSecure.Aggregation.Pipeline;

/// <summary>What was done with the inputs.</summary>
/// <param name="Dropped">Inputs with a NaN or an infinity, left out before any rule saw them.</param>
/// <param name="F">
/// The bad inputs that the rule stood: as asked for, or, where so few inputs are left that this is impossible, fewer by the
/// dropped ones, which were bad.
/// </param>
/// <param name="Weights">
/// The share of each input in what the result was made of: 0 for those that were left out. Where the rule chooses anew at each
/// coordinate, the share in the vectors that it chose from.
/// </param>
public sealed record AggregationOutcome(ImmutableArray<int> Dropped, int F, ImmutableArray<double> Weights);
