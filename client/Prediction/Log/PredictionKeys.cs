using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Hosting.Files;

namespace FederatedSecure.Client.Prediction.Log;

/// <summary>
/// The secret behind a prediction log: one key for the fingerprints of inputs, one for the chain of lines, both derived from 32 random
/// bytes in a file that only its owner may read (HKDF-SHA-256, RFC 5869). Never logged, and zeroed at the end.
/// </summary>
/// <remarks>
/// Fingerprints are keyed because inputs are guessable: of a plain hash of a few fields, all possible inputs could be tried. Whoever has the
/// file can write a new chain; keep a copy of the head elsewhere where that is to be feared.
/// </remarks>
internal sealed class PredictionKeys : IDisposable
{
    private const int Size = 32;
    private readonly byte[] _input;
    private readonly byte[] _chain;

    private PredictionKeys(ReadOnlySpan<byte> secret)
    {
        (_input, _chain) = (Derive(secret, "prediction log: inputs"), Derive(secret, "prediction log: chain"));
    }

    /// <summary>Reads the key file.</summary>
    /// <exception cref="CommandException">It is not there, or is no key.</exception>
    public static PredictionKeys Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandException(
                ExitCode.NotFound, $"The log's key {path} is not there.", "Restore it from a backup: without it the log can be neither continued nor checked.");
        }

        var secret = File.ReadAllBytes(path);
        try
        {
            return secret.Length == Size
                ? new PredictionKeys(secret)
                : throw new CommandException(ExitCode.BadInput, $"{path} is no key of a prediction log: it has {secret.Length} bytes, not {Size}.", "Restore it from a backup.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Makes a new key, readable by its owner only.</summary>
    public static void Create(string path)
    {
        Span<byte> secret = stackalloc byte[Size];
        RandomNumberGenerator.Fill(secret);
        PrivateFile.Write(path, secret);
        CryptographicOperations.ZeroMemory(secret);
    }

    /// <summary>HMAC-SHA-256 of an input as numbers: their count and their little-endian bytes; −0 counts as 0.</summary>
    public string Fingerprint(ReadOnlySpan<float> input)
    {
        var bytes = new byte[8 + (input.Length * sizeof(float))];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, input.Length);
        for (var i = 0; i < input.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(8 + (i * sizeof(float))), input[i] == 0 ? 0 : input[i]);
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(_input, bytes));
    }

    /// <summary>HMAC-SHA-256 of an input that is not even numbers. A count of −1 keeps it apart from those that are.</summary>
    public string FingerprintOfText(string input)
    {
        var bytes = new byte[8 + Encoding.UTF8.GetByteCount(input)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, -1);
        Encoding.UTF8.GetBytes(input, bytes.AsSpan(8));
        return Convert.ToHexStringLower(HMACSHA256.HashData(_input, bytes));
    }

    /// <summary>The link of a line: HMAC-SHA-256 of all of it that stands before the link, which includes the link of the line before.</summary>
    public byte[] Link(ReadOnlySpan<byte> line) => HMACSHA256.HashData(_chain, line);

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_input);
        CryptographicOperations.ZeroMemory(_chain);
    }

    private static byte[] Derive(ReadOnlySpan<byte> secret, string purpose)
    {
        var key = new byte[Size];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt: [], Encoding.UTF8.GetBytes(purpose));
        return key;
    }
}
