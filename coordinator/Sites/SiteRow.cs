namespace FederatedSecure.Coordinator.Sites;

/// <summary>A member or an open invite, as it is listed.</summary>
/// <param name="Name">Name of the site.</param>
/// <param name="IsInvited">Whether there is only an invite yet.</param>
/// <param name="IsRevoked">Whether the membership has ended.</param>
/// <param name="Fingerprint">SHA-256 of the newest certificate, in lower-case hexadecimal; empty if there is none.</param>
/// <param name="ExpiresAt">End of the newest certificate or of the invite, seconds since the epoch; 0 if there is none.</param>
/// <param name="LastSeenAt">Seconds since the epoch; 0 if never.</param>
/// <param name="Version">Version of its client.</param>
/// <param name="DataSets">Names of its data sets.</param>
/// <param name="Problem">Its last refusal or failure; empty if none.</param>
/// <param name="Role">What it is for.</param>
internal sealed record SiteRow(
    string Name, bool IsInvited, bool IsRevoked, string Fingerprint, long ExpiresAt, long LastSeenAt, string Version, string[] DataSets, string Problem, MemberRole Role);
