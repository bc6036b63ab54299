using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Sharing;
using Google.Protobuf;
using UploadHeader = FederatedSecure.Cryptography.SecureAggregation.UploadHeader;

namespace FederatedSecure.Hosting.Encryption;

/// <summary>Signed headers as messages.</summary>
public static class UploadHeaderMessages
{
    private const int LongestSite = 63;
    private const int LongestSignature = 80;

    /// <summary>As a message.</summary>
    public static Protos.V1.UploadHeader ToMessage(this UploadHeader header) => new()
    {
        PlanDigest = ByteString.CopyFrom(header.Plan.ToArray()),
        Site = header.Site,
        UpdateDigest = ByteString.CopyFrom(header.Update.ToArray()),
        EnvelopeDigests = { header.Envelopes.Select(envelope => ByteString.CopyFrom(envelope.ToArray())) },
        Signature = ByteString.CopyFrom(header.Signature.AsSpan()),
    };

    /// <summary>Reads one that somebody sent. What it says is for <see cref="UploadHeader.Problem"/> to judge.</summary>
    public static bool TryRead(Protos.V1.UploadHeader? message, [NotNullWhen(true)] out UploadHeader? header)
    {
        header = null;
        if (message is null
            || message.Site.Length > LongestSite
            || message.Signature.Length > LongestSignature
            || message.EnvelopeDigests.Count > SecretSharing.MaximumHolders
            || !Digest.TryFromBytes(message.PlanDigest.Span, out var plan)
            || !Digest.TryFromBytes(message.UpdateDigest.Span, out var update))
        {
            return false;
        }

        var envelopes = ImmutableArray.CreateBuilder<Digest>(message.EnvelopeDigests.Count);
        foreach (var bytes in message.EnvelopeDigests)
        {
            if (!Digest.TryFromBytes(bytes.Span, out var envelope))
            {
                return false;
            }

            envelopes.Add(envelope);
        }

        header = new UploadHeader(plan, message.Site, update, envelopes.MoveToImmutable(), [.. message.Signature.Span]);
        return true;
    }
}
