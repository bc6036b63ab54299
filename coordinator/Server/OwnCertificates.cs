namespace FederatedSecure.Coordinator.Server;

/// <summary>Certificates of the operator's own making; PEM files.</summary>
/// <param name="Server">The server's certificate, followed by its intermediates.</param>
/// <param name="ServerKey">Its private key.</param>
/// <param name="SiteAuthority">The authority, or authorities, that sites' certificates must come from.</param>
public sealed record OwnCertificates(string Server, string ServerKey, string SiteAuthority);
