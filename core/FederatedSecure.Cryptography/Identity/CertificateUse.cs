namespace FederatedSecure.Cryptography.Identity;

/// <summary>What a certificate is shown for.</summary>
public enum CertificateUse
{
    /// <summary>A site calls the coordinator.</summary>
    Site,

    /// <summary>A coordinator is called.</summary>
    Server,
}
