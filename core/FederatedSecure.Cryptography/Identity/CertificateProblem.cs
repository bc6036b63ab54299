namespace FederatedSecure.Cryptography.Identity;

/// <summary>Why a certificate is not accepted.</summary>
public enum CertificateProblem
{
    /// <summary>It was signed by nobody that is trusted here.</summary>
    UnknownAuthority,

    /// <summary>Its time has not come.</summary>
    NotYetValid,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It is good for something else.</summary>
    WrongUse,
}
