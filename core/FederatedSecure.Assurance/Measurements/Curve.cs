using System.Collections.Immutable;

namespace FederatedSecure.Assurance.Measurements;

/// <summary>Figures over one parameter, to be drawn.</summary>
/// <param name="Id">As a measurement's id, "evasion.pgd.accuracy-over-eps".</param>
/// <param name="Title">What it shows.</param>
/// <param name="XAxis">Name and unit of the horizontal axis.</param>
/// <param name="YAxis">Name and unit of the vertical axis.</param>
/// <param name="Lines">The lines.</param>
/// <param name="IsLogarithmic">Whether both axes are logarithmic, as for ROC curves at low false positive rates.</param>
public sealed record Curve(string Id, string Title, string XAxis, string YAxis, ImmutableArray<CurveLine> Lines, bool IsLogarithmic = false);
