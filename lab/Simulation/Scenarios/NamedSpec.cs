using System.Collections.Immutable;

namespace FederatedSecure.Lab.Simulation.Scenarios;

/// <summary>A rule, a pre-aggregator or an attack by name, with parameters: numbers (double), text (string), lists of numbers (double[]).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Its parameters.</param>
internal sealed record NamedSpec(string Name, ImmutableDictionary<string, object> Parameters);
