using System.Collections.Immutable;

namespace FederatedSecure.Lab.Demo;

/// <summary>What one site held.</summary>
/// <param name="Site">Its name.</param>
/// <param name="Records">Training digits, validation part included.</param>
/// <param name="PerDigit">How many of each digit, 0 to 9.</param>
public sealed record SiteSummary(string Site, int Records, ImmutableArray<int> PerDigit);
