using FederatedSecure.Assurance.Measurements;

namespace FederatedSecure.Assurance.Gates;

/// <summary>What a figure is compared with.</summary>
/// <param name="Measurement">The last release's figure; null where there is none.</param>
/// <param name="Verdict">What follows where there is none.</param>
/// <param name="Why">Why there is none.</param>
internal readonly record struct Counterpart(Measurement? Measurement, Verdict Verdict, string Why);
