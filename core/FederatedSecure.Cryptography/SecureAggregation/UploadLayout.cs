using FederatedSecure.Cryptography.Encapsulation;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Cryptography.Sharing;

namespace FederatedSecure.Cryptography.SecureAggregation;

/// <summary>What lies where in an upload: the holders' envelopes in the order of their numbers, then the chunks of the ciphertext.</summary>
/// <param name="packing">How a vector becomes chunks.</param>
/// <param name="holders">m.</param>
public sealed class UploadLayout(PackingPlan packing, int holders)
{
    /// <summary>Bytes of one envelope.</summary>
    public int EnvelopeLength { get; } = Envelope.Overhead + SecretShare.ByteCount(packing.Ring);

    /// <summary>Bytes of one chunk of the ciphertext.</summary>
    public int ChunkLength { get; } = packing.Codec.ByteCount;

    /// <summary>Bytes of all envelopes.</summary>
    public long EnvelopesLength => (long)holders * EnvelopeLength;

    /// <summary>Bytes of the upload.</summary>
    public long Length => EnvelopesLength + packing.Bytes;

    /// <summary>Where the envelope for a holder starts.</summary>
    /// <param name="holder">From 1 on.</param>
    public long OfEnvelope(int holder)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(holder, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(holder, holders);
        return (long)(holder - 1) * EnvelopeLength;
    }

    /// <summary>Where a chunk starts.</summary>
    /// <param name="chunk">From 0 on.</param>
    public long OfChunk(int chunk)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(chunk);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(chunk, packing.Chunks);
        return EnvelopesLength + ((long)chunk * ChunkLength);
    }
}
