using FederatedSecure.Aggregation.Rules;

namespace FederatedSecure.Aggregation.PreAggregators;

/// <summary>One pre-aggregator in the list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Its parameters for people, defaults in brackets; empty if it has none.</param>
/// <param name="Create">Makes it.</param>
public sealed record PreAggregatorEntry(string Name, string Parameters, Func<RuleParameters, PreAggregator> Create);
