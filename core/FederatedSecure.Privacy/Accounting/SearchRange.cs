namespace FederatedSecure.Privacy;

/// <summary>Where to search.</summary>
/// <param name="Least">The smallest argument, above 0.</param>
/// <param name="Start">The first to try.</param>
/// <param name="Most">The largest.</param>
/// <param name="Tolerance">How close to the crossing, relative.</param>
internal readonly record struct SearchRange(double Least, double Start, double Most, double Tolerance);
