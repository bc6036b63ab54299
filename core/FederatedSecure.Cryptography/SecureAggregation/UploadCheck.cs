using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Cryptography.SecureAggregation;

/// <summary>
/// The coordinator's look at an upload that is there whole: what can be seen to be wrong without opening anything.
/// </summary>
/// <remarks>
/// Not seen here: a ciphertext of nonsense, a plaintext out of range, shares that lie on no polynomial or do not decrypt. Those show
/// when the bucket is opened.
/// </remarks>
public static class UploadCheck
{
    /// <summary>What is wrong; null if nothing is.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="header">The site's word, found to be its own for this plan.</param>
    /// <param name="content">The upload's bytes, whose digest was compared with the header's.</param>
    public static string? Problem(SecurePlan plan, UploadHeader header, ContentReader content)
    {
        var envelope = new byte[plan.Upload.EnvelopeLength];
        for (var holder = 1; holder <= plan.Holders.Length; holder++)
        {
            content(plan.Upload.OfEnvelope(holder), envelope);
            if (Digest.Of(envelope) != header.Envelopes[holder - 1])
            {
                return $"the envelope for {plan.Holders[holder - 1]} is not the one in its header";
            }
        }

        var bytes = new byte[plan.Upload.ChunkLength];
        var polynomial = new ulong[plan.Ring.Degree];
        for (var chunk = 0; chunk < plan.Packing.Chunks; chunk++)
        {
            content(plan.Upload.OfChunk(chunk), bytes);
            if (!plan.Packing.Codec.TryDecode(bytes, polynomial))
            {
                return $"chunk {chunk} of the ciphertext has coefficients that are not below q";
            }
        }

        return null;
    }
}
