using FederatedSecure.Client.Privacy;

namespace FederatedSecure.Client.Work;

/// <summary>What became of a plan, as the site saw it.</summary>
/// <param name="At">Wall-clock time.</param>
/// <param name="Job">Job identifier.</param>
/// <param name="Name">Job name.</param>
/// <param name="Round">Round.</param>
/// <param name="Attempt">Attempt.</param>
/// <param name="Plan">SHA-256 of the plan, hexadecimal.</param>
/// <param name="Kind">What was to be done.</param>
/// <param name="Outcome">
/// "accepted", "spent" (privacy, before a private training), "trained" (an update is stored), "protected" (an evaluation is), "committed", "evaluated", "refused", "failed", "closed"; as a share holder "opened",
/// "not-opened".
/// </param>
/// <param name="Reason">Why; null for success.</param>
/// <param name="Loss">Training loss.</param>
/// <param name="Accuracy">Accuracy of the received model on the site's validation data.</param>
/// <param name="Seconds">Time spent training.</param>
/// <param name="SiteNoise">With "accepted": the noise in shares that the plan asks for; null for none.</param>
public sealed record JournalEntry(
    DateTimeOffset At,
    string Job,
    string Name,
    uint Round,
    uint Attempt,
    string Plan,
    WorkKind Kind,
    string Outcome,
    string? Reason = null,
    double? Loss = null,
    double? Accuracy = null,
    double? Seconds = null,
    SiteNoiseEntry? SiteNoise = null);
