namespace FederatedSecure.Cryptography.Identity;

/// <summary>Why a certificate is not accepted.</summary>
public enum CertificateProblem
{
    /// <summary>It was signed by nobody that is trusted here.</summary>
    UnknownAuthority,

    /// <summary>It, or its authority, is not valid yet.</summary>
    NotYetValid,

    /// <summary>It, or its authority, is not valid any more.</summary>
    Expired,

    /// <summary>It is good for something else.</summary>
    WrongUse,
}
