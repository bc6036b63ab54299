using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Hosting.Tls;
using FederatedSecure.Hosting.Wire;
using FederatedSecure.Numerics;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using EnvelopeKey = FederatedSecure.Cryptography.Encapsulation.EnvelopeKey;
using Task = System.Threading.Tasks.Task;

namespace FederatedSecure.Benchmarks.Protocol;

/// <summary>A site that speaks the protocol with a real certificate over real TLS, and trains nothing.</summary>
internal sealed partial class ProtocolSite : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly CallInvoker _invoker;

    private readonly SiteKey _key;
    private readonly EnvelopeKey _envelopeKey;

    private ProtocolSite(string name, GrpcChannel channel, SiteKey key, EnvelopeKey envelopeKey)
    {
        Name = name;
        (_channel, _key, _envelopeKey) = (channel, key, envelopeKey);
        _invoker = channel.CreateCallInvoker();
        Work = new WorkService.WorkServiceClient(channel);
    }

    public string Name { get; }

    public WorkService.WorkServiceClient Work { get; }

    /// <summary>Joins with an invite, as the client does, but keeps everything in memory.</summary>
    public static async Task<ProtocolSite> JoinAsync(string invitation, string dataSet, CancellationToken cancellation)
    {
        if (!Invite.TryParse(invitation, out var invite, out var problem))
        {
            throw new ArgumentException(problem, nameof(invitation));
        }

        var key = SiteKey.Create();
        var envelopeKey = EnvelopeKey.Create(SecureRandomSource.Instance);
        EnrolResponse enrolled;
        using (var channel = CoordinatorChannel.OpenUnverified(invite.Address))
        {
            enrolled = await new EnrolmentService.EnrolmentServiceClient(channel).EnrolAsync(
                new EnrolRequest
                {
                    Site = invite.Site,
                    Token = ByteString.CopyFrom(invite.Token),
                    SigningRequest = ByteString.CopyFrom(key.CreateSigningRequest(invite.Site)),
                    EnvelopeKey = Show(envelopeKey, key, invite.Site),
                },
                cancellationToken: cancellation);
        }

        var authority = X509CertificateLoader.LoadCertificate(enrolled.Authority.Span);
        using var issued = X509CertificateLoader.LoadCertificate(enrolled.Certificate.Span);
        using var withKey = issued.CopyWithPrivateKey(key.Key);
        var certificate = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
        var site = new ProtocolSite(invite.Site, CoordinatorChannel.Open(invite.Address, authority, certificate), key, envelopeKey);
        await new SessionsService.SessionsServiceClient(site._channel).HelloAsync(
            new HelloRequest { Version = "benchmark", DataSets = { dataSet }, PolicyDigest = ByteString.CopyFrom(new byte[Digest.Size]) },
            cancellationToken: cancellation);
        return site;
    }

    /// <summary>Polls at the coordinator's pace until it is offered a plan of that task.</summary>
    public async Task<(PlanRef Ref, Plan Plan)> WaitForPlanAsync(string dataSet, CancellationToken cancellation)
    {
        var offer = await WaitForOfferAsync(dataSet, cancellation);
        return (offer.Ref, Plan.Parser.ParseFrom(offer.Plan));
    }

    /// <summary>Polls at the coordinator's pace until it is offered something.</summary>
    public async Task<Offer> WaitForOfferAsync(string dataSet, CancellationToken cancellation)
    {
        while (true)
        {
            var answer = await Work.PollWorkAsync(new PollWorkRequest { DataSets = { dataSet } }, cancellationToken: cancellation);
            if (answer.Offer is { } offer)
            {
                return offer;
            }

            await Task.Delay((int)answer.NextPollAfterMilliseconds, cancellation);
        }
    }

    public async Task AcceptAsync(PlanRef plan, CancellationToken cancellation) =>
        await Work.DecideAsync(new DecideRequest { Ref = plan, Accept = new Acceptance() }, cancellationToken: cancellation);

    /// <summary>Fetches and checks every chunk of the plan's model.</summary>
    /// <returns>Bytes received.</returns>
    public async Task<long> DownloadAsync(PlanRef plan, Manifest model, CancellationToken cancellation)
    {
        using var call = _invoker.AsyncServerStreamingCall(
            ChunkMethods.GetChunks, host: null, new CallOptions(cancellationToken: cancellation), new GetChunksRequest { Ref = plan, Digests = { model.Chunks } });
        long bytes = 0;
        while (await call.ResponseStream.MoveNext(cancellation))
        {
            using var chunk = call.ResponseStream.Current;
            if (Digest.Of(chunk.Data.Span) != chunk.Digest)
            {
                throw new InvalidDataException("A chunk has another digest than it claims.");
            }

            bytes += chunk.Data.Length;
        }

        return bytes;
    }

    /// <summary>Offers a plain update, sends what is missing, and commits it.</summary>
    public async Task UploadAsync(PlanRef plan, ProtocolUpdate update, CancellationToken cancellation)
    {
        await SendAsync(plan, update, UpdateEncoding.Float32, cancellation);
        await CommitAsync(
            new CommitRequest
            {
                Ref = plan,
                UpdateDigest = ByteString.CopyFrom(update.Manifest.Digest.ToArray()),
                Summary = new TrainingSummary { Examples = 100, Loss = 1, Seconds = 1 },
            },
            cancellation);
    }

    private async Task SendAsync(PlanRef plan, ProtocolUpdate update, UpdateEncoding encoding, CancellationToken cancellation)
    {
        var manifest = update.Manifest;
        var offer = await _invoker.AsyncUnaryCall(
            ChunkMethods.OfferUpdate,
            host: null,
            new CallOptions(cancellationToken: cancellation),
            new OfferUpdateRequest { Ref = plan, Encoding = encoding, Manifest = update.ToWire() });
        var missing = offer.Missing.Select(digest => Digest.FromBytes(digest.Span)).ToHashSet();
        using (var call = _invoker.AsyncClientStreamingCall(ChunkMethods.PutChunks, host: null, new CallOptions(cancellationToken: cancellation)))
        {
            var first = true;
            for (var i = 0; i < manifest.Chunks.Length; i++)
            {
                if (missing.Remove(manifest.Chunks[i]))
                {
                    using var chunk = WireChunk.Of(
                        manifest.Chunks[i], update.Bytes.AsMemory((int)manifest.Offset(i), manifest.LengthOf(i)), first ? plan : null);
                    await call.RequestStream.WriteAsync(chunk, cancellation);
                    first = false;
                }
            }

            await call.RequestStream.CompleteAsync();
            await call.ResponseAsync;
        }
    }

    private async Task CommitAsync(CommitRequest request, CancellationToken cancellation) =>
        await _invoker.AsyncUnaryCall(ChunkMethods.Commit, host: null, new CallOptions(cancellationToken: cancellation), request);

    /// <summary>One round from the offer to the receipt.</summary>
    public async Task PlayAsync(string dataSet, ProtocolUpdate update, CancellationToken cancellation)
    {
        var (plan, offered) = await WaitForPlanAsync(dataSet, cancellation);
        await AcceptAsync(plan, cancellation);
        await DownloadAsync(plan, offered.Model, cancellation);
        await UploadAsync(plan, update, cancellation);
    }

    public void Dispose()
    {
        _channel.Dispose();
        _envelopeKey.Dispose();
        _key.Dispose();
    }
}
