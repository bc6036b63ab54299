using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Rounds.Machine;

/// <summary>An update that goes into a round.</summary>
/// <param name="Site">Whose.</param>
/// <param name="Update">SHA-256 of its bytes.</param>
/// <param name="Weight">What it counts, positive.</param>
public readonly record struct SiteUpdate(SiteId Site, Digest Update, double Weight);
