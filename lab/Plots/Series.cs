using System.Collections.Immutable;

namespace FederatedSecure.Lab.Plots;

/// <summary>A line with its spread.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Points">Places, values and standard deviations, by place.</param>
internal sealed record Series(string Name, ImmutableArray<(double X, double Y, double Deviation)> Points);
