using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Encryption;
using FederatedSecure.Client.Releases;
using FederatedSecure.Client.Work;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Hosting.Files;
using FederatedSecure.Hosting.Tls;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Polly;

namespace FederatedSecure.Client.Connection;

/// <summary>The way to the coordinator, under the site's present certificate.</summary>
internal sealed class CoordinatorConnection : IDisposable
{
    private readonly ClientDirectory _directory;
    private readonly ClientIdentity _identity;
    private readonly ClientOptions _options;
    private readonly TimeProvider _time;
    private readonly X509Certificate2 _authority;
    private GrpcChannel _channel;
    private X509Certificate2 _certificate;
    private volatile ECDsa? _coordinatorKey;

    public CoordinatorConnection(ClientDirectory directory, ClientIdentity identity, ClientOptions options, TimeProvider time)
    {
        (_directory, _identity, _options, _time) = (directory, identity, options, time);
        _authority = ClientIdentity.LoadAuthority(directory);
        _certificate = ClientIdentity.LoadCertificate(directory);
        _channel = Open();
        Pipeline = Resilience.Create(options, time);
    }

    /// <summary>Retries and breaks circuits around whole operations.</summary>
    public ResiliencePipeline Pipeline { get; }

    /// <summary>For calls that have no generated client.</summary>
    public CallInvoker Invoker => _channel.CreateCallInvoker();

    public WorkService.WorkServiceClient Work => new(_channel);

    public SessionsService.SessionsServiceClient Sessions => new(_channel);

    public EvaluationsService.EvaluationsServiceClient Evaluations => new(_channel);

    public UnmaskingService.UnmaskingServiceClient Unmasking => new(_channel);

    public CandidatesService.CandidatesServiceClient Candidates => new(_channel);

    public ReleasedModelsService.ReleasedModelsServiceClient Released => new(_channel);

    /// <summary>Whom this site trusts, and what time it is.</summary>
    public RosterReader Roster => new([_authority], _time.GetUtcNow());

    /// <summary>End of the present certificate.</summary>
    public DateTimeOffset CertificateExpiresAt => _certificate.NotAfter;

    /// <summary>For how long the present certificate was issued.</summary>
    public TimeSpan CertificateLifetime => _certificate.NotAfter - _certificate.NotBefore;

    /// <summary>Options of a unary call.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="factor">How many times longer than others it may take.</param>
    public CallOptions Call(CancellationToken cancellation, int factor = 1) =>
        new(deadline: _time.GetUtcNow().UtcDateTime + (factor * _options.CallTimeout), cancellationToken: cancellation);

    /// <summary>Runs an operation under the pipeline.</summary>
    public ValueTask<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> operation, CancellationToken cancellation) =>
        Pipeline.ExecuteAsync(operation, cancellation);

    /// <summary>Gets a fresh certificate for the same key and goes on under it.</summary>
    public async Task RenewAsync(CancellationToken cancellation)
    {
        using var key = SiteKey.FromPem(await File.ReadAllTextAsync(_directory.KeyFile, cancellation));
        var response = await RunAsync(
            async token => await new EnrolmentService.EnrolmentServiceClient(_channel).RenewAsync(
                new RenewRequest { SigningRequest = ByteString.CopyFrom(key.CreateSigningRequest(_identity.Site)) }, Call(token)),
            cancellation);
        using var renewed = X509CertificateLoader.LoadCertificate(response.Certificate.Span);
        var problem = CertificateRules.Check(renewed, [_authority], _time.GetUtcNow(), CertificateUse.Site);
        if (problem is not null || CertificateRules.CommonName(renewed) != _identity.Site)
        {
            throw new PlanException("certificate.unusable", $"the coordinator sent a certificate that this site cannot use ({problem?.ToString() ?? "another name"})");
        }

        PrivateFile.Write(_directory.CertificateFile, renewed.ExportCertificatePem());
        var (oldChannel, oldCertificate) = (_channel, _certificate);
        _certificate = ClientIdentity.LoadCertificate(_directory);
        _channel = Open();
        oldChannel.Dispose();
        oldCertificate.Dispose();
    }

    /// <summary>Whether a receipt is the coordinator's word, for this plan and this update.</summary>
    public bool Verify(Receipt receipt, WorkPlan plan, byte[] updateDigest)
    {
        byte[] signed = [.. "federated.v1.Receipt\0"u8, .. plan.Digest.ToArray(), .. updateDigest, .. Encoding.UTF8.GetBytes(_identity.Site)];
        return _coordinatorKey is { } key
            && receipt.PlanDigest.Span.SequenceEqual(plan.Digest.ToArray())
            && receipt.UpdateDigest.Span.SequenceEqual(updateDigest)
            && receipt.Site == _identity.Site
            && key.VerifyData(signed, receipt.Signature.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Whether a release is the coordinator's word.</summary>
    public bool Verify(ReleasedModel release) => _coordinatorKey is { } key && ReleaseStatement.IsSignedBy(release, key);

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        _certificate.Dispose();
        _authority.Dispose();
    }

    private GrpcChannel Open() => CoordinatorChannel.Open(
        _identity.Address, _authority, _certificate, _options.Transport, server => _coordinatorKey = server.GetECDsaPublicKey());
}
