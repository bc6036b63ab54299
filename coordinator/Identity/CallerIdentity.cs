using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Sites;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Rounds;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Identity;

/// <summary>
/// Finds out which site calls. TLS has proven that the caller holds the certificate's key; here it is decided what the
/// certificate is worth, anew with every call, so that a revocation counts at once.
/// </summary>
internal sealed class CallerIdentity(TrustAnchors anchors, SiteRegistry sites, TimeProvider time)
{
    // The chain is built once for a connection's certificate object; dates and membership are looked at every time.
    private readonly ConditionalWeakTable<X509Certificate2, Known> _known = [];

    /// <summary>The calling site.</summary>
    /// <exception cref="RpcException">The caller is no member.</exception>
    public SiteId Identify(X509Certificate2? certificate)
    {
        if (certificate is null)
        {
            throw Refusals.CertificateMissing.Because("This call needs a site's certificate.");
        }

        var known = _known.GetValue(certificate, Inspect);
        var now = time.GetUtcNow();
        var problem = known.Problem
            ?? (now < known.NotBefore ? CertificateProblem.NotYetValid : now >= known.NotAfter ? CertificateProblem.Expired : null);
        if (problem is { } found)
        {
            throw Refuse(found, known);
        }

        if (known.Name is not { } name)
        {
            throw Refusals.CertificateWrongUse.Because("The certificate's common name is no name of a site.");
        }

        // The built-in authority keeps a list of what it issued; with another authority, its word and the list of revoked sites count.
        var membership = sites.Membership;
        var isMember = anchors.BuiltIn is null
            ? !membership.Revoked.Contains(name)
            : membership.Certificates.TryGetValue(known.Fingerprint, out var owner) && owner == name;
        if (!isMember)
        {
            throw Refusals.CertificateRevoked.Because($"The certificate of {name} has been revoked.");
        }

        return name;
    }

    private static RpcException Refuse(CertificateProblem problem, Known known) => problem switch
    {
        CertificateProblem.UnknownAuthority => Refusals.CertificateUnknown.Because("The certificate was not issued by an authority that this coordinator trusts."),
        CertificateProblem.Expired => Refusals.CertificateExpired.Because($"The certificate expired at {known.NotAfter:u}."),
        CertificateProblem.NotYetValid => Refusals.CertificateNotYetValid.Because($"The certificate is not valid before {known.NotBefore:u}."),
        _ => Refusals.CertificateWrongUse.Because("The certificate is not meant for client authentication."),
    };

    private Known Inspect(X509Certificate2 certificate)
    {
        // Checked for a moment at which its dates are right; they are compared with the clock at every call.
        var problem = CertificateRules.Check(certificate, anchors.Authorities, certificate.NotBefore, CertificateUse.Site);
        var name = SiteId.TryParse(CertificateRules.CommonName(certificate), out var site) ? site : (SiteId?)null;
        return new Known(problem, name, Digest.Of(certificate.RawDataMemory.Span), certificate.NotBefore, certificate.NotAfter);
    }

    private sealed record Known(CertificateProblem? Problem, SiteId? Name, Digest Fingerprint, DateTimeOffset NotBefore, DateTimeOffset NotAfter);
}
