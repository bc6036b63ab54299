using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Hosting.Encryption;
using FederatedSecure.Numerics;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Grpc.Core;
using EnvelopeKey = FederatedSecure.Cryptography.Encapsulation.EnvelopeKey;
using RosterMember = FederatedSecure.Cryptography.SecureAggregation.RosterMember;
using UploadHeader = FederatedSecure.Cryptography.SecureAggregation.UploadHeader;

namespace FederatedSecure.Benchmarks.Protocol;

internal sealed partial class ProtocolSite
{
    /// <summary>Accepts a plan, and uploads an encrypted update.</summary>
    /// <returns>Bytes of the upload.</returns>
    public async Task<long> ProtectAsync(Offer offer, float[] values, CancellationToken cancellation)
    {
        await AcceptAsync(offer.Ref, cancellation);
        using var content = new MemoryStream();
        var header = Protector.Protect(
            Secure(offer, values.Length), Name, values, new SiteFigures(1, 100, 50, 1, 0, 0), _key.Key, SecureRandomSource.Instance, content);
        var update = new ProtocolUpdate(content.ToArray());
        await SendAsync(offer.Ref, update, UpdateEncoding.Bfv, cancellation);
        await CommitAsync(
            new CommitRequest { Ref = offer.Ref, UpdateDigest = ByteString.CopyFrom(update.Manifest.Digest.ToArray()), Header = header.ToMessage() },
            cancellation);
        return update.Bytes.Length;
    }

    /// <summary>Answers for all buckets once the coordinator asks; nothing where this site holds no shares.</summary>
    public async Task UnmaskAsync(string dataSet, int parameters, CancellationToken cancellation)
    {
        var offer = await WaitForOfferAsync(dataSet, cancellation);
        var plan = Secure(offer, parameters);
        var unmasking = new UnmaskingService.UnmaskingServiceClient(_channel);
        var survivors = new Dictionary<string, (UploadHeader Header, ReadOnlyMemory<byte> Envelope)>();
        using (var call = unmasking.GetSurvivors(new GetSurvivorsRequest { Ref = offer.Ref }, cancellationToken: cancellation))
        {
            await foreach (var survivor in call.ResponseStream.ReadAllAsync(cancellation))
            {
                var header = UploadHeaderMessages.TryRead(survivor.Header, out var read) ? read : throw new InvalidDataException("A header does not parse.");
                survivors.Add(header.Site, (header, survivor.Envelope.Memory));
            }
        }

        if (!Partition.TryCreate(plan, [.. survivors.Values.Select(survivor => survivor.Header)], out var partition, out var problem))
        {
            throw new InvalidDataException(problem);
        }

        var holder = new ShareHolder(plan, Name, _envelopeKey);
        using var answer = unmasking.SubmitUnmask(cancellationToken: cancellation);
        for (var bucket = 0; bucket < partition.Buckets.Length; bucket++)
        {
            using var part = holder.Answer(partition, bucket, sender => survivors[sender].Envelope);
            var message = new SubmitUnmaskRequest
            {
                Bucket = (uint)bucket,
                Complaints = { part.Complaints },
                Sum = part.Sum is { } sum ? ByteString.CopyFrom(sum.ToArray()) : ByteString.Empty,
            };
            if (bucket == 0)
            {
                message.Ref = offer.Ref;
                message.PartitionDigest = ByteString.CopyFrom(partition.Digest.ToArray());
            }

            await answer.RequestStream.WriteAsync(message, cancellation);
        }

        await answer.RequestStream.CompleteAsync();
        await answer.ResponseAsync;
    }

    private static Protos.V1.EnvelopeKey Show(EnvelopeKey key, SiteKey site, string name) => new()
    {
        Key = ByteString.CopyFrom(key.PublicKey.ToArray()),
        Signature = ByteString.CopyFrom(EnvelopeKeyStatement.Sign(site.Key, name, key.PublicKey)),
    };

    private static SecurePlan Secure(Offer offer, int parameters) =>
        SecurePlanMessages.TryRead(Plan.Parser.ParseFrom(offer.Plan), Digest.Of(offer.Plan.Span), parameters, ReadMember, out var plan, out var problem)
            ? plan
            : throw new InvalidDataException(problem);

    private static bool ReadMember(
        Protos.V1.RosterMember message, [NotNullWhen(true)] out RosterMember? member, [NotNullWhen(false)] out string? problem)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(message.Certificate.Span);
        return RosterMember.TryRead(message.Site, certificate, message.EnvelopeKey.Key.Span, message.EnvelopeKey.Signature.Span, out member, out problem);
    }
}
