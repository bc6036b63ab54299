using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Cryptography.Sharing;

namespace FederatedSecure.Rounds.Jobs;

/// <summary>How updates are added up behind encryption.</summary>
/// <param name="BucketSize">k: the fewest sites whose sum is ever opened, 2 to 1,000.</param>
/// <param name="Threshold">
/// Part of the share holders who must agree before anything is opened, above 0.5 to 1; null for ⌊2m/3⌋ + 1 of m.
/// </param>
/// <param name="Bits">Bits of a quantized value, 8 to 24.</param>
/// <param name="ClipNorm">C: an update of a larger L2 norm is scaled down to it.</param>
/// <param name="Range">r: a coordinate is cut to [−r, r].</param>
/// <param name="Truncate">Whether lower bits of ciphertexts stay at home where decryption does not need them.</param>
/// <param name="SiteNoise">Noise that sites add in shares; null for none.</param>
public sealed record EncryptionSpec(
    int BucketSize = 3,
    double? Threshold = null,
    int Bits = 16,
    double ClipNorm = 10,
    double Range = 1,
    bool Truncate = true,
    SiteNoiseSpec? SiteNoise = null)
{
    /// <summary>t for m holders: always a majority.</summary>
    /// <param name="holders">m.</param>
    public int ThresholdOf(int holders) => Threshold is { } part
        ? Math.Clamp((int)decimal.Ceiling((decimal)part * holders), (holders / 2) + 1, holders)
        : SecretSharing.DefaultThreshold(holders);

    /// <summary>What is asked of the packing by a round of that many sites.</summary>
    /// <param name="sites">Sites of the cohort.</param>
    /// <param name="values">Values of the update.</param>
    public PackingRequest PackingFor(int sites, long values) => SecurePlan.PackingFor(sites, BucketSize, Bits, values) with { Truncate = Truncate };
}
