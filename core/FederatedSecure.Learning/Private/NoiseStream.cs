using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FederatedSecure.Numerics;

namespace FederatedSecure.Learning.Private;

/// <summary>
/// Many random words from one key: AES-256 in counter mode (NIST SP 800-38A, section 6.5), with the key from a random source. Noise
/// takes 32 bytes a parameter and step, which the operating system's own generator is several times slower at.
/// </summary>
/// <remarks>A block counter of 64 bits does not come round. Nobody keeps the key: it lives in the cipher, which <see cref="Dispose"/> clears.</remarks>
internal sealed class NoiseStream : IDisposable
{
    private const int KeySize = 32;
    private const int BlockSize = 16;
    private readonly Aes _aes = Aes.Create();
    private byte[] _counters = [];
    private ulong _next;

    public NoiseStream(IRandomSource random)
    {
        Span<byte> key = stackalloc byte[KeySize];
        random.Fill(key);
        _aes.SetKey(key);
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>Fills the destination with the next words, an even number of them.</summary>
    public void Fill(Span<ulong> destination)
    {
        var bytes = MemoryMarshal.AsBytes(destination);
        var length = bytes.Length;
        if (length % BlockSize != 0)
        {
            throw new ArgumentException("Words come in whole blocks: ask for an even number.", nameof(destination));
        }

        if (_counters.Length < length)
        {
            _counters = new byte[length];
        }

        for (var block = 0; block < length; block += BlockSize)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(_counters.AsSpan(block), _next++);
        }

        _aes.EncryptEcb(_counters.AsSpan(0, length), bytes, PaddingMode.None);
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(destination, destination);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _aes.Dispose();
}
