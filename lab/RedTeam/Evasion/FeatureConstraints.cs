using System.Collections.Immutable;

namespace FederatedSecure.Lab.RedTeam.Evasion;

/// <summary>What an attacker can really do to a tabular record, in units of the features the model sees.</summary>
/// <param name="Lower">Smallest value of each feature.</param>
/// <param name="Upper">Largest value of each feature.</param>
/// <param name="Steps">Distance of neighbouring values of features that are whole numbers, counted from <paramref name="Lower"/>; 0 for continuous ones.</param>
/// <param name="Groups">Features of which exactly one is at its upper bound, the others at their lower ones (one-hot).</param>
/// <param name="Immutable">Features that cannot be changed.</param>
internal sealed record FeatureConstraints(
    ImmutableArray<float> Lower,
    ImmutableArray<float> Upper,
    ImmutableArray<float> Steps,
    ImmutableArray<ImmutableArray<int>> Groups,
    ImmutableArray<int> Immutable);
