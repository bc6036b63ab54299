using System.Collections.Immutable;
using FederatedSecure.Cryptography.Lattice;

namespace FederatedSecure.Cryptography.Sharing;

/// <summary>What the holders' answers gave.</summary>
/// <param name="Key">The key, which the caller disposes of; null where there is none.</param>
/// <param name="Wrong">
/// Holders whose answers do not lie on the polynomial that the key came from. Either they answered wrongly, or a dishonest dealer
/// among the bucket's members gave them shares that do not lie on it: then they are honest.
/// </param>
/// <param name="Problem">Why there is no key; null where there is one.</param>
public sealed record CombinedShares(OpeningKey? Key, ImmutableArray<int> Wrong, string? Problem);
