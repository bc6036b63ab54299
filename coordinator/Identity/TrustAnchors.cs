using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Cryptography.Identity;

namespace FederatedSecure.Coordinator.Identity;

/// <summary>Whose certificates make a site a member.</summary>
/// <param name="Authorities">The authorities trusted for sites.</param>
/// <param name="BuiltIn">The built-in authority; null if the operator brought certificates of their own.</param>
internal sealed record TrustAnchors(X509Certificate2Collection Authorities, CertificateAuthority? BuiltIn);
