using System.Collections.Immutable;

namespace FederatedSecure.Lab.Simulation.Scenarios;

/// <summary>A rule with what goes before it.</summary>
/// <param name="Label">Name in tables.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Pre">The pre-aggregators, in order.</param>
/// <param name="Source">How it is written in the scenario, without spaces.</param>
internal sealed record RuleSpec(string Label, NamedSpec Rule, ImmutableArray<NamedSpec> Pre, string Source);
