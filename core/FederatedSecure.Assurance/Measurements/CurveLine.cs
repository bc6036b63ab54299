using System.Collections.Immutable;

namespace FederatedSecure.Assurance.Measurements;

/// <summary>One line of a <see cref="Curve"/>.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Points">From left to right.</param>
public sealed record CurveLine(string Name, ImmutableArray<CurvePoint> Points);
