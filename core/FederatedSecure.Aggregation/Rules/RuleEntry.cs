namespace FederatedSecure.Aggregation.Rules;

/// <summary>One rule in the list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Its parameters for people, defaults in brackets; empty if it has none.</param>
/// <param name="Create">Makes it.</param>
public sealed record RuleEntry(string Name, string Parameters, Func<RuleParameters, AggregationRule> Create);
