using System.Runtime.InteropServices;
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

namespace FederatedSecure.Coordinator.Tests.Support;

/// <summary>A site without training: says over real gRPC and TLS what a client would say, and whatever else a test wants.</summary>
internal sealed partial class TestSite : IDisposable
{
    private readonly TestCoordinator _coordinator;
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _certificate;
    private GrpcChannel? _channel;
    private Uri? _address;

    private TestSite(TestCoordinator coordinator, string name, X509Certificate2 authority, X509Certificate2 certificate) =>
        (_coordinator, Name, _authority, _certificate) = (coordinator, name, authority, certificate);

    public string Name { get; }

    public string[] DataSets { get; set; } = ["digits"];

    public WorkService.WorkServiceClient Work => new(Channel);

    public EvaluationsService.EvaluationsServiceClient Evaluations => new(Channel);

    public RoundsService.RoundsServiceClient Rounds => new(Channel);

    public EnrolmentService.EnrolmentServiceClient Enrolment => new(Channel);

    public SessionsService.SessionsServiceClient Sessions => new(Channel);

    public JobsService.JobsServiceClient Jobs => new(Channel);

    public CandidatesService.CandidatesServiceClient Candidates => new(Channel);

    public ReleasedModelsService.ReleasedModelsServiceClient Released => new(Channel);

    public ReleasesService.ReleasesServiceClient Releases => new(Channel);

    public CallInvoker Invoker => Channel.CreateCallInvoker();

    // The port changes with a restart.
    private GrpcChannel Channel
    {
        get
        {
            if (_address != _coordinator.Address)
            {
                _channel?.Dispose();
                _address = _coordinator.Address;
                _channel = CoordinatorChannel.Open(_address, _authority, _certificate);
            }

            return _channel!;
        }
    }

    public static async Task<TestSite> JoinAsync(TestCoordinator coordinator, string text)
    {
        Assert.True(Invite.TryParse(text, out var invite, out var problem), problem);
        using var unverified = CoordinatorChannel.OpenUnverified(coordinator.Address);
        var answer = await new EnrolmentService.EnrolmentServiceClient(unverified).GetAuthorityAsync(new GetAuthorityRequest());
        var authority = X509CertificateLoader.LoadCertificate(answer.Authority.Span);
        Assert.Equal(invite.AuthorityFingerprint, Digest.Of(authority.RawDataMemory.Span));

        var key = SiteKey.Create();
        var shareKey = FederatedSecure.Cryptography.Encapsulation.EnvelopeKey.Create(SecureRandomSource.Instance);
        using var channel = CoordinatorChannel.Open(coordinator.Address, authority, site: null);
        var enrolled = await new EnrolmentService.EnrolmentServiceClient(channel).EnrolAsync(new EnrolRequest
        {
            Site = invite.Site,
            Token = ByteString.CopyFrom(invite.Token),
            SigningRequest = ByteString.CopyFrom(key.CreateSigningRequest(invite.Site)),
            EnvelopeKey = Show(shareKey, key, invite.Site),
        });
        using var bare = X509CertificateLoader.LoadCertificate(enrolled.Certificate.Span);
        using var withKey = bare.CopyWithPrivateKey(key.Key);
        return new TestSite(coordinator, invite.Site, authority, X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null))
        {
            Key = key,
            ShareKey = shareKey,
        };
    }

    /// <summary>A site with a certificate of an operator's own authority.</summary>
    public static TestSite With(TestCoordinator coordinator, string name, X509Certificate2 authority, X509Certificate2 certificate) =>
        new(coordinator, name, authority, certificate);

    /// <summary>The same site, talking to another coordinator.</summary>
    public TestSite At(TestCoordinator coordinator) => new(coordinator, Name, _authority, _certificate);

    /// <summary>The same site with a fresh certificate.</summary>
    public async Task<TestSite> RenewAsync()
    {
        using var key = SiteKey.Create();
        var answer = await new EnrolmentService.EnrolmentServiceClient(Channel).RenewAsync(
            new RenewRequest { SigningRequest = ByteString.CopyFrom(key.CreateSigningRequest(Name)) });
        using var bare = X509CertificateLoader.LoadCertificate(answer.Certificate.Span);
        using var withKey = bare.CopyWithPrivateKey(key.Key);
        return new TestSite(_coordinator, Name, _authority, X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null));
    }

    public async Task<PollWorkResponse> PollAsync() => await Work.PollWorkAsync(new PollWorkRequest { DataSets = { DataSets } });

    /// <summary>Polls once; there has to be an offer.</summary>
    public async Task<TestPlan> OfferedAsync()
    {
        var answer = await PollAsync();
        Assert.NotNull(answer.Offer);
        return new TestPlan(answer.Offer);
    }

    /// <summary>Polls and accepts.</summary>
    public async Task<TestPlan> AcceptAsync()
    {
        var plan = await OfferedAsync();
        await Work.DecideAsync(new DecideRequest { Ref = plan.Ref, Accept = new Acceptance() });
        return plan;
    }

    public async Task<OfferUpdateResponse> OfferAsync(TestPlan plan, ContentManifest manifest, Action<OfferUpdateRequest>? change = null)
    {
        var request = new OfferUpdateRequest { Ref = plan.Ref, Encoding = UpdateEncoding.Float32, Manifest = TestPlan.ToMessage(manifest) };
        change?.Invoke(request);
        return await Invoker.AsyncUnaryCall(ChunkMethods.OfferUpdate, null, default, request);
    }

    /// <summary>Sends chunks in one call.</summary>
    public async Task<PutChunksResponse> PutAsync(TestPlan plan, params IEnumerable<(Digest? Digest, byte[] Data)> chunks)
    {
        using var call = Invoker.AsyncClientStreamingCall(ChunkMethods.PutChunks, null, default);
        try
        {
            // The first message carries the plan alone.
            await call.RequestStream.WriteAsync(WireChunk.Owning([], 0, digest: null, plan.Ref));
            foreach (var (digest, data) in chunks)
            {
                await call.RequestStream.WriteAsync(WireChunk.Owning(Copy(data), data.Length, digest));
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException { StatusCode: not (StatusCode.Internal or StatusCode.ResourceExhausted) } or InvalidOperationException)
        {
            // The other side refused in the middle; its answer says why.
        }

        return await call.ResponseAsync;
    }

    public Task<PutChunksResponse> PutAsync(TestPlan plan, ContentManifest manifest, byte[] update, params IEnumerable<int> indices) =>
        PutAsync(plan, indices.Select(index => ((Digest?)manifest.Chunks[index], TestPlan.Chunk(manifest, update, index))));

    public async Task<CommitResponse> CommitAsync(TestPlan plan, Digest update, ulong examples = 1, Action<CommitRequest>? change = null)
    {
        var request = new CommitRequest
        {
            Ref = plan.Ref,
            UpdateDigest = ByteString.CopyFrom(update.ToArray()),
            Summary = new TrainingSummary { Examples = examples, Loss = 0.5, Seconds = 1 },
        };
        change?.Invoke(request);
        return await Invoker.AsyncUnaryCall(ChunkMethods.Commit, null, default, request);
    }

    /// <summary>Offers, sends and commits an update.</summary>
    public async Task<Receipt> UploadAsync(TestPlan plan, float[] update, ulong examples = 1)
    {
        var bytes = MemoryMarshal.AsBytes(update.AsSpan()).ToArray();
        var manifest = ContentManifest.Of(new MemoryStream(bytes));
        await OfferAsync(plan, manifest);
        await PutAsync(plan, manifest, bytes, Enumerable.Range(0, manifest.Chunks.Length));
        return (await CommitAsync(plan, manifest.Digest, examples)).Receipt;
    }

    /// <summary>Fetches chunks of the plan's model; all of them by default.</summary>
    public async Task<byte[]> DownloadAsync(TestPlan plan, IEnumerable<ByteString>? digests = null)
    {
        using var call = Invoker.AsyncServerStreamingCall(
            ChunkMethods.GetChunks, null, default, new GetChunksRequest { Ref = plan.Ref, Digests = { digests ?? plan.Content.Model.Chunks } });
        var file = new MemoryStream();
        while (await call.ResponseStream.MoveNext(default))
        {
            using var chunk = call.ResponseStream.Current;
            Assert.Equal(chunk.Digest, Digest.Of(chunk.Data.Span));
            file.Write(chunk.Data.Span);
        }

        return file.ToArray();
    }

    public async Task ReportAsync(TestPlan plan, ulong examples, ulong correct, double lossSum) => await Evaluations.ReportEvaluationAsync(
        new ReportEvaluationRequest
        {
            Ref = plan.Ref,
            ModelDigest = plan.Content.Model.Digest,
            Evaluation = new Evaluation { Examples = examples, Correct = correct, LossSum = lossSum },
        });

    public void Dispose()
    {
        _channel?.Dispose();
        Key?.Dispose();
        ShareKey?.Dispose();
    }

    private static byte[] Copy(byte[] data)
    {
        var rented = System.Buffers.ArrayPool<byte>.Shared.Rent(data.Length);
        data.CopyTo(rented, 0);
        return rented;
    }
}
