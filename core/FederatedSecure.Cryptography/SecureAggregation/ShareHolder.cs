using System.Collections.Immutable;
using System.Security.Cryptography;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Encapsulation;
using FederatedSecure.Cryptography.Sharing;

namespace FederatedSecure.Cryptography.SecureAggregation;

/// <summary>
/// A holder's step: opens the shares that were closed for it, and gives for every bucket their sum.
/// </summary>
/// <remarks>
/// The caller must have checked that this is the one partition it answers for this plan, and must have recorded it, before anything
/// of the answer leaves. The same partition gives the same answer, bit for bit, so that it may be given again after a crash.
/// </remarks>
/// <param name="plan">The plan.</param>
/// <param name="holder">The holder's name.</param>
/// <param name="key">The holder's envelope key; not disposed of here.</param>
public sealed class ShareHolder(SecurePlan plan, string holder, EnvelopeKey key)
{
    private readonly int _number = plan.NumberOf(holder) is > 0 and var number
        ? number
        : throw new ArgumentException($"{holder} holds no shares of this plan.", nameof(holder));

    /// <summary>Answers for one bucket.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="bucket">Index of the bucket.</param>
    /// <param name="envelopeOf">The envelope that came for this holder from a member.</param>
    /// <returns>The answer; the caller disposes of it.</returns>
    public BucketAnswer Answer(Partition partition, int bucket, Func<string, ReadOnlyMemory<byte>> envelopeOf)
    {
        var shares = new List<SecretShare>();
        var complaints = ImmutableArray.CreateBuilder<string>();
        try
        {
            foreach (var sender in partition.Buckets[bucket])
            {
                if (Open(partition.Headers[sender], envelopeOf(sender).Span) is { } share)
                {
                    shares.Add(share);
                }
                else
                {
                    complaints.Add(sender);
                }
            }

            return complaints.Count > 0
                ? new BucketAnswer(bucket, null, complaints.DrainToImmutable())
                : new BucketAnswer(bucket, SecretShare.Sum(shares), []);
        }
        finally
        {
            shares.ForEach(share => share.Dispose());
        }
    }

    /// <summary>Whether an envelope is the one that its sender signed for this holder.</summary>
    /// <remarks>If it is not, the coordinator changed it, and there is nothing to complain of against the sender.</remarks>
    public bool IsSigned(UploadHeader header, ReadOnlySpan<byte> envelope) => Digest.Of(envelope) == header.Envelopes[_number - 1];

    private SecretShare? Open(UploadHeader header, ReadOnlySpan<byte> envelope)
    {
        if (!Envelope.TryOpen(key, new EnvelopeContext(plan.Digest, header.Site, holder), envelope, out var bytes))
        {
            return null;
        }

        var isShare = SecretShare.TryRead(plan.Ring, _number, bytes, out var share);
        CryptographicOperations.ZeroMemory(bytes);
        return isShare ? share : null;
    }
}
