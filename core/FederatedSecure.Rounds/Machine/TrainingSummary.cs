namespace FederatedSecure.Rounds.Machine;

/// <summary>What a site tells about its training.</summary>
/// <param name="Examples">Training records, at least 1.</param>
/// <param name="Loss">Mean loss over the last local epoch, natural logarithm, finite.</param>
/// <param name="Seconds">Time spent training, by the site's own clock.</param>
public sealed record TrainingSummary(long Examples, double Loss, double Seconds);
