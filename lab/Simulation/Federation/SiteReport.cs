using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Lab.Simulation.Federation;

/// <summary>What a site of a cohort comes up with.</summary>
/// <param name="Site">The site.</param>
/// <param name="Update">Its update; null if it is not heard of again, or failed.</param>
/// <param name="Summary">What it tells about its training.</param>
/// <param name="Failure">Why it failed; null if it did not.</param>
/// <param name="Seconds">Virtual seconds that it takes.</param>
internal sealed record SiteReport(SiteId Site, float[]? Update, TrainingSummary? Summary, string? Failure, double Seconds);
