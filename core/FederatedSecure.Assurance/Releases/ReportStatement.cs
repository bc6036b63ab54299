using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Assurance.Releases;

/// <summary>
/// What an evaluator signs when it brings a report: that these bytes are its report on this candidate, measured for this gate. The nonce
/// makes it good for one candidate only; the names make it good for one evaluator only.
/// </summary>
/// <param name="Candidate">JOB/NUMBER.</param>
/// <param name="Nonce">The candidate's 32 random bytes.</param>
/// <param name="Model">SHA-256 of the model file that was attacked.</param>
/// <param name="Gate">SHA-256 of the gate as it was offered.</param>
/// <param name="Report">SHA-256 of the report.</param>
/// <param name="Evaluator">Name of the evaluator.</param>
public sealed record ReportStatement(string Candidate, Digest Nonce, Digest Model, Digest Gate, Digest Report, string Evaluator)
{
    /// <summary>
    /// The seed of the suite's run on a candidate: the first eight bytes of its nonce, little-endian. Neither who made the model nor who
    /// attacks it could choose it, so nobody can look for one that suits him.
    /// </summary>
    public static ulong SeedOf(Digest nonce) => BinaryPrimitives.ReadUInt64LittleEndian(nonce.ToArray());

    /// <summary>Signs: ECDSA with SHA-256, DER.</summary>
    public byte[] Sign(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.SignData(Bytes(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Whether a signature is by the key of a certificate.</summary>
    public bool IsSignedBy(X509Certificate2 certificate, ReadOnlySpan<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        using var key = certificate.GetECDsaPublicKey();
        return key is { KeySize: 256 } && key.VerifyData(Bytes(), signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private byte[] Bytes() =>
    [
        .. "federated.v1.CandidateReport\0"u8,
        .. Nonce.ToArray(), .. Model.ToArray(), .. Gate.ToArray(), .. Report.ToArray(),
        .. Encoding.UTF8.GetBytes(Candidate), 0, .. Encoding.UTF8.GetBytes(Evaluator),
    ];
}
