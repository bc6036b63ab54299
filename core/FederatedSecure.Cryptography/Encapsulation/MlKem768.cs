using System.Security.Cryptography;
using FederatedSecure.Numerics;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Prng;
using Org.BouncyCastle.Security;

namespace FederatedSecure.Cryptography.Encapsulation;

/// <summary>ML-KEM-768 of FIPS 203, by BouncyCastle: the runtime's own needs a newer OpenSSL than sites have.</summary>
internal static class MlKem768
{
    public const int SeedLength = 64;
    public const int PublicKeyLength = 1184;
    public const int CiphertextLength = 1088;
    public const int SecretLength = 32;

    private const int CoefficientBytes = 1152;
    private const int Modulus = 3329;

    /// <summary>The decapsulation key of a seed d ‖ z.</summary>
    public static MLKemPrivateKeyParameters PrivateKey(ReadOnlySpan<byte> seed)
    {
        var copy = seed.ToArray();
        var key = MLKemPrivateKeyParameters.FromSeed(MLKemParameters.ml_kem_768, copy);
        CryptographicOperations.ZeroMemory(copy);
        return key;
    }

    public static byte[] PublicKey(ReadOnlySpan<byte> seed) => PrivateKey(seed).GetPublicKeyEncoded();

    /// <summary>The check of section 7.2: every 12-bit coefficient is below 3329.</summary>
    public static bool IsReduced(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != PublicKeyLength)
        {
            return false;
        }

        for (var i = 0; i < CoefficientBytes; i += 3)
        {
            var (first, second) = (publicKey[i] | ((publicKey[i + 1] & 0xF) << 8), (publicKey[i + 1] >> 4) | (publicKey[i + 2] << 4));
            if (first >= Modulus || second >= Modulus)
            {
                return false;
            }
        }

        return true;
    }

    public static void Encapsulate(ReadOnlySpan<byte> publicKey, IRandomSource random, Span<byte> ciphertext, Span<byte> secret)
    {
        var key = MLKemPublicKeyParameters.FromEncoding(MLKemParameters.ml_kem_768, publicKey.ToArray());
        var encapsulator = new MLKemEncapsulator(MLKemParameters.ml_kem_768);
        encapsulator.Init(new ParametersWithRandom(key, new SecureRandom(new Generator(random))));
        encapsulator.Encapsulate(ciphertext, secret);
    }

    /// <summary>A wrong ciphertext gives a secret, too, which fits nothing (implicit rejection).</summary>
    public static void Decapsulate(MLKemPrivateKeyParameters key, ReadOnlySpan<byte> ciphertext, Span<byte> secret)
    {
        var decapsulator = new MLKemDecapsulator(MLKemParameters.ml_kem_768);
        decapsulator.Init(key);
        decapsulator.Decapsulate(ciphertext, secret);
    }

    /// <summary>Our random source in BouncyCastle's clothes.</summary>
    private sealed class Generator(IRandomSource random) : IRandomGenerator
    {
        public void AddSeedMaterial(byte[] seed)
        {
            // The source needs no seed.
        }

        public void AddSeedMaterial(ReadOnlySpan<byte> seed)
        {
        }

        public void AddSeedMaterial(long seed)
        {
        }

        public void NextBytes(byte[] bytes) => random.Fill(bytes);

        public void NextBytes(byte[] bytes, int start, int len) => random.Fill(bytes.AsSpan(start, len));

        public void NextBytes(Span<byte> bytes) => random.Fill(bytes);
    }
}
