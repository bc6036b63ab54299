namespace FederatedSecure.Client.Work;

/// <summary>What the daemon last knew, for <c>client status</c>.</summary>
/// <param name="At">Wall-clock time.</param>
/// <param name="Process">The daemon's process.</param>
/// <param name="Connected">Whether the last call went through.</param>
/// <param name="Activity">What it does, in words.</param>
/// <param name="Problem">What stands in the way; null if nothing does.</param>
/// <param name="CertificateExpiresAt">End of the certificate.</param>
public sealed record ClientStatus(DateTimeOffset At, int Process, bool Connected, string Activity, string? Problem, DateTimeOffset CertificateExpiresAt);
