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

namespace FederatedSecure.Coordinator.Tests.Support;

internal sealed partial class TestSite
{
    public SiteKey Key { get; private init; } = null!;

    public EnvelopeKey ShareKey { get; private init; } = null!;

    public UnmaskingService.UnmaskingServiceClient Unmasking => new(Channel);

    public static Protos.V1.EnvelopeKey Show(EnvelopeKey key, SiteKey site, string name) => new()
    {
        Key = ByteString.CopyFrom(key.PublicKey.ToArray()),
        Signature = ByteString.CopyFrom(EnvelopeKeyStatement.Sign(site.Key, name, key.PublicKey)),
    };

    /// <summary>What an encrypted plan says, read as a client would.</summary>
    public static SecurePlan Secure(TestPlan plan)
    {
        Assert.True(
            SecurePlanMessages.TryRead(plan.Content, Digest.Of(plan.Offer.Plan.Span), plan.Layout.Count, ReadMember, out var secure, out var problem), problem);
        return secure;
    }

    /// <summary>An encrypted update, not sent yet.</summary>
    public (UploadHeader Header, byte[] Content) Protect(TestPlan plan, float[] update, SiteFigures? figures = null)
    {
        using var output = new MemoryStream();
        var header = Protector.Protect(
            Secure(plan), Name, update, figures ?? new SiteFigures(1, 10, 5, 4, 3, 2), Key.Key, SecureRandomSource.Instance, output);
        return (header, output.ToArray());
    }

    /// <summary>Signs for whatever bytes, as a dishonest site would.</summary>
    public UploadHeader SignFor(TestPlan plan, byte[] content)
    {
        var secure = Secure(plan);
        return UploadHeader.Sign(
            Key.Key,
            secure.Digest,
            Name,
            Digest.Of(content),
            [.. Enumerable.Range(1, secure.Holders.Length).Select(holder => Digest.Of(content.AsSpan((int)secure.Upload.OfEnvelope(holder), secure.Upload.EnvelopeLength)))]);
    }

    /// <summary>Offers, sends and commits an encrypted update.</summary>
    public async Task<Receipt> UploadAsync(TestPlan plan, (UploadHeader Header, byte[] Content) update)
    {
        var manifest = ContentManifest.Of(new MemoryStream(update.Content));
        await OfferAsync(plan, manifest, request => request.Encoding = UpdateEncoding.Bfv);
        await PutAsync(plan, manifest, update.Content, Enumerable.Range(0, manifest.Chunks.Length));
        return (await CommitEncryptedAsync(plan, manifest.Digest, update.Header.ToMessage())).Receipt;
    }

    public Task<CommitResponse> CommitEncryptedAsync(TestPlan plan, Digest update, Protos.V1.UploadHeader? header) => CommitAsync(plan, update, change: request =>
    {
        request.Summary = null;
        request.Header = header;
    });

    /// <summary>Polls; the site has to be asked as a share holder.</summary>
    public async Task<TestPlan> AskedAsync()
    {
        var plan = await OfferedAsync();
        Assert.True(plan.Offer.Unmask);
        return plan;
    }

    /// <summary>Fetches the survivors, finds the buckets and says what an honest holder would.</summary>
    public async Task<(Partition Partition, List<SubmitUnmaskRequest> Answer)> AnswerForAsync(TestPlan plan)
    {
        var secure = Secure(plan);
        var survivors = new Dictionary<string, (UploadHeader Header, ReadOnlyMemory<byte> Envelope)>();
        using var call = Unmasking.GetSurvivors(new GetSurvivorsRequest { Ref = plan.Ref });
        await foreach (var survivor in call.ResponseStream.ReadAllAsync())
        {
            Assert.True(UploadHeaderMessages.TryRead(survivor.Header, out var header));
            survivors.Add(header.Site, (header, survivor.Envelope.Memory));
        }

        Assert.True(Cryptography.SecureAggregation.Partition.TryCreate(secure, [.. survivors.Values.Select(survivor => survivor.Header)], out var partition, out var problem), problem);
        var holder = new ShareHolder(secure, Name, ShareKey);
        var answer = new List<SubmitUnmaskRequest>();
        for (var bucket = 0; bucket < partition.Buckets.Length; bucket++)
        {
            using var part = holder.Answer(partition, bucket, sender => survivors[sender].Envelope);
            answer.Add(new SubmitUnmaskRequest
            {
                Bucket = (uint)bucket,
                Complaints = { part.Complaints },
                Sum = part.Sum is { } sum ? ByteString.CopyFrom(sum.ToArray()) : ByteString.Empty,
            });
        }

        answer[0].Ref = plan.Ref;
        answer[0].PartitionDigest = ByteString.CopyFrom(partition.Digest.ToArray());
        return (partition, answer);
    }

    public async Task SubmitAsync(IEnumerable<SubmitUnmaskRequest> answer)
    {
        using var call = Unmasking.SubmitUnmask();
        try
        {
            foreach (var part in answer)
            {
                await call.RequestStream.WriteAsync(part);
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // The other side refused in the middle; its answer says why.
        }

        await call.ResponseAsync;
    }

    /// <summary>Does an honest holder's duty.</summary>
    public async Task OpenAsync() => await SubmitAsync((await AnswerForAsync(await AskedAsync())).Answer);

    private static bool ReadMember(
        Protos.V1.RosterMember message, [NotNullWhen(true)] out RosterMember? member, [NotNullWhen(false)] out string? problem)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(message.Certificate.Span);
        return RosterMember.TryRead(message.Site, certificate, message.EnvelopeKey.Key.Span, message.EnvelopeKey.Signature.Span, out member, out problem);
    }
}
