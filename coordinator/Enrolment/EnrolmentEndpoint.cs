using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Identity;
using FederatedSecure.Coordinator.Server;
using FederatedSecure.Coordinator.Sites;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using Google.Protobuf;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Enrolment;

/// <summary>How a site becomes a member and stays one.</summary>
internal sealed partial class EnrolmentEndpoint(
    TrustAnchors anchors,
    InviteStore invites,
    SiteRegistry sites,
    SiteKeys keys,
    CoordinatorOptions options,
    ILogger<EnrolmentEndpoint> logger) : EnrolmentService.EnrolmentServiceBase
{
    // A P-256 request is about 300 bytes.
    private const int MaximumSigningRequest = 8 << 10;

    public override Task<GetAuthorityResponse> GetAuthority(GetAuthorityRequest request, ServerCallContext context) =>
        Task.FromResult(new GetAuthorityResponse { Authority = ByteString.CopyFrom(Authority().Certificate.RawData) });

    public override Task<EnrolResponse> Enrol(EnrolRequest request, ServerCallContext context)
    {
        var authority = Authority();
        if (!SiteId.TryParse(request.Site, out var site))
        {
            throw Refusals.SiteNameBad.Because($"\"{request.Site}\" is no name for a site: {SiteId.Rule}.");
        }

        var token = request.Token.ToByteArray();
        if (invites.Check(site, token) is { } refusal)
        {
            EnrolmentRefused(logger, site, refusal.Code);
            throw refusal.Because($"The invite for {site} is not accepted: {Words(refusal)}.");
        }

        using var certificate = Issue(authority, request.SigningRequest, site);
        if (request.EnvelopeKey is { } shown)
        {
            // Before the token is used up.
            SiteKeys.Check(site, certificate, shown);
        }

        sites.Add(
            site,
            Digest.Of(certificate.RawDataMemory.Span),
            certificate.NotAfter,
            (connection, transaction) => invites.Use(connection, transaction, site, token));
        CryptographicOperations.ZeroMemory(token);
        if (request.EnvelopeKey is { } key)
        {
            keys.Note(site, certificate, key);
        }

        Enrolled(logger, site, certificate.NotAfter);
        return Task.FromResult(new EnrolResponse
        {
            Certificate = ByteString.CopyFrom(certificate.RawData),
            Authority = ByteString.CopyFrom(authority.Certificate.RawData),
        });
    }

    public override Task<RenewResponse> Renew(RenewRequest request, ServerCallContext context)
    {
        var site = context.CallingSite();
        using var certificate = Issue(Authority(), request.SigningRequest, site);
        sites.Add(site, Digest.Of(certificate.RawDataMemory.Span), certificate.NotAfter);
        Renewed(logger, site, certificate.NotAfter);
        return Task.FromResult(new RenewResponse { Certificate = ByteString.CopyFrom(certificate.RawData) });
    }

    private static string Words(Refusal refusal) =>
        refusal == Refusals.InviteUsed ? "it was used before" : refusal == Refusals.InviteExpired ? "it has expired" : "it is not known here";

    private CertificateAuthority Authority() =>
        anchors.BuiltIn ?? throw Refusals.InvitesOff.Because("This coordinator issues no certificates itself.");

    private X509Certificate2 Issue(CertificateAuthority authority, ByteString signingRequest, SiteId site)
    {
        if (signingRequest.Length > MaximumSigningRequest)
        {
            throw Refusals.SigningRequestBad.Because($"The certificate signing request has {signingRequest.Length} bytes, which is too many.");
        }

        try
        {
            return authority.IssueSite(signingRequest.Span, site.Value, options.SiteCertificateLifetime);
        }
        catch (CryptographicException exception)
        {
            throw Refusals.SigningRequestBad.Because($"The certificate signing request is not acceptable: {exception.Message}");
        }
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "{Site} joined; its certificate is valid until {NotAfter:u}")]
    private static partial void Enrolled(ILogger logger, SiteId site, DateTime notAfter);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "{Site} renewed its certificate until {NotAfter:u}")]
    private static partial void Renewed(ILogger logger, SiteId site, DateTime notAfter);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Warning, Message = "Somebody tried to join as {Site} and was refused: {Code}")]
    private static partial void EnrolmentRefused(ILogger logger, SiteId site, string code);
}
