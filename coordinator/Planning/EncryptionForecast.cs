using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Cryptography.Sharing;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Coordinator.Planning;

/// <summary>How a job's sums are opened.</summary>
/// <param name="Ring">The ring's parameter set.</param>
/// <param name="Bits">Bits of a value.</param>
/// <param name="ValuesPerCoefficient">Values that share a coefficient.</param>
/// <param name="DroppedBits">Lower bits of ciphertexts that do not travel.</param>
/// <param name="BucketSize">The fewest sites in a sum.</param>
/// <param name="Threshold">Share holders without whom nothing is opened.</param>
/// <param name="Holders">Share holders.</param>
/// <param name="UploadBytes">Ciphertext and shares of one site.</param>
/// <param name="FailureLog2">log2 of a bound on the probability that a round does not decrypt; −∞ where it always does.</param>
internal sealed record EncryptionForecast(
    string Ring, int Bits, int ValuesPerCoefficient, int DroppedBits, int BucketSize, int Threshold, int Holders, long UploadBytes, double FailureLog2)
{
    public static EncryptionForecast Of(EncryptionSpec encryption, int sites, long parameters)
    {
        if (!PackingPlanner.TryPlan(encryption.PackingFor(sites, parameters), out var packing, out var problem))
        {
            throw new InvalidOperationException($"The job's file was accepted, and cannot be encrypted: {problem}");
        }

        var holders = Math.Min(sites, SecretSharing.MaximumHolders);
        return new EncryptionForecast(
            packing.Ring.Name,
            encryption.Bits,
            packing.ValuesPerCoefficient,
            packing.DroppedBits,
            encryption.BucketSize,
            encryption.ThresholdOf(holders),
            holders,
            new UploadLayout(packing, holders).Length,
            packing.FailureLog2);
    }
}
