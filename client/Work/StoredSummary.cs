using FederatedSecure.Client.Privacy;

namespace FederatedSecure.Client.Work;

/// <summary>The figures that belong to a stored update.</summary>
/// <param name="Examples">Training records.</param>
/// <param name="Loss">Mean training loss; 0 after private training, whose loss stays at the site.</param>
/// <param name="Seconds">Time spent training.</param>
/// <param name="Privacy">What the site tells about the privacy that the job has spent; null for nothing.</param>
internal sealed record StoredSummary(long Examples, double Loss, double Seconds, PrivacyBudget? Privacy = null);
