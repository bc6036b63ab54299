using System.Collections.Immutable;

namespace FederatedSecure.Lab.Simulation.Data;

/// <summary>Which records a scenario works on.</summary>
/// <param name="Name">One of <see cref="Names"/>.</param>
/// <param name="Normalize">Pictures: whether pixels are brought to mean 0 and deviation 1 over the training records.</param>
/// <param name="TestFraction">Tables: part that is held back for the test.</param>
/// <param name="Records">Blobs: training and test records together.</param>
/// <param name="Features">Blobs: coordinates.</param>
/// <param name="Classes">Blobs: clouds.</param>
/// <param name="Distance">Blobs: standard deviation of a coordinate of the clouds' centres; the clouds themselves have 1.</param>
internal sealed record DataSpec(
    string Name, bool Normalize = false, double TestFraction = 0.2, int Records = 2_000, int Features = 16, int Classes = 4, double Distance = 1)
{
    /// <summary>The data sets there are.</summary>
    public static ImmutableArray<string> Names { get; } = ["blobs", "digits8", "german-credit", "mnist", "spambase"];
}
