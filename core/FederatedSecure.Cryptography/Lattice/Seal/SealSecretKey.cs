using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FederatedSecure.Cryptography.Lattice.Seal;

/// <summary>
/// SEAL's SecretKey, which has the form of a plaintext whose words are in transformed form.
/// </summary>
public static class SealSecretKey
{
    /// <summary>
    /// The bytes that <c>SecretKey.load</c> takes: with them, whoever holds the sum can open it. The caller zeroes them.
    /// </summary>
    public static byte[] Write(OpeningKey key)
    {
        var words = key.ToWords();
        try
        {
            return SealPlaintext.Write(key.Parameters.ParmsId.Span, words, scale: 1);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(words.AsSpan()));
        }
    }

    /// <summary>Reads what <c>SecretKey.save</c> wrote without compression.</summary>
    /// <param name="parameters">The ring that the key must be of.</param>
    /// <param name="bytes">The key.</param>
    /// <exception cref="SealFormatException">The bytes are something else, or a key of other parameters.</exception>
    public static OpeningKey Read(RingParameters parameters, ReadOnlySpan<byte> bytes)
    {
        var plaintext = SealPlaintext.Read(bytes);
        try
        {
            if (!plaintext.ParmsId.AsSpan().SequenceEqual(parameters.ParmsId.Span))
            {
                throw new SealFormatException($"Not a secret key of {parameters}: its parms_id names other parameters.");
            }

            return plaintext.Words.Length == parameters.Degree && plaintext.Words.All(w => w < parameters.Modulus.Value)
                ? OpeningKey.FromWords(parameters, plaintext.Words)
                : throw new SealFormatException($"Not a secret key of {parameters}: it must have {parameters.Degree} words below q.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(plaintext.Words.AsSpan()));
        }
    }
}
