using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using AesInstructions = System.Runtime.Intrinsics.X86.Aes;

namespace FederatedSecure.Cryptography.Lattice.Kernels;

/// <summary>
/// AES-128 in counter mode as a source of pseudo-random words. The counter block is <c>nonce ‖ block number</c>, both 64-bit
/// little-endian; its encryption gives two words, read little-endian.
/// </summary>
/// <remarks>With AES instructions, eight blocks are in flight at once; elsewhere the system's AES gives the same words. Safe for several threads.</remarks>
internal sealed class CounterStream : IDisposable
{
    /// <summary>Bytes of a key.</summary>
    public const int KeySize = 16;

    /// <summary>Words per block.</summary>
    public const int WordsPerBlock = 2;

    private const int Rounds = 10;
    private readonly byte[] _roundKeys = GC.AllocateUninitializedArray<byte>(16 * (Rounds + 1), pinned: true);
    private readonly Aes? _aes;
    private bool _isDisposed;

    /// <param name="key">16 bytes.</param>
    public CounterStream(ReadOnlySpan<byte> key)
        : this(key, AesInstructions.IsSupported)
    {
    }

    internal CounterStream(ReadOnlySpan<byte> key, bool useInstructions)
    {
        if (key.Length != KeySize)
        {
            throw new ArgumentException($"The key has {KeySize} bytes.", nameof(key));
        }

        if (useInstructions)
        {
            ExpandKey(key, _roundKeys);
        }
        else
        {
            _aes = Aes.Create();
            _aes.SetKey(key);
        }
    }

    /// <summary>Writes the words of the blocks from <paramref name="firstBlock"/> on. An even number of words.</summary>
    public void Fill(ulong nonce, ulong firstBlock, Span<ulong> words)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (words.Length % WordsPerBlock != 0)
        {
            throw new ArgumentException("A block has two words.", nameof(words));
        }

        if (_aes is null)
        {
            FillByInstructions(nonce, firstBlock, words);
        }
        else
        {
            FillBySystem(_aes, nonce, firstBlock, words);
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _aes?.Dispose();
        CryptographicOperations.ZeroMemory(_roundKeys);
    }

    private void FillByInstructions(ulong nonce, ulong firstBlock, Span<ulong> words)
    {
        var keys = MemoryMarshal.Cast<byte, Vector128<byte>>(_roundKeys);
        ref var destination = ref MemoryMarshal.GetReference(words);
        var counter = Vector128.Create(nonce, firstBlock);
        var one = Vector128.Create(0UL, 1);
        var blocks = words.Length / WordsPerBlock;
        var block = 0;
        for (; block <= blocks - 8; block += 8)
        {
            // Eight independent blocks hide the latency of an AES round.
            var key = keys[0];
            var b0 = counter.AsByte() ^ key;
            counter += one;
            var b1 = counter.AsByte() ^ key;
            counter += one;
            var b2 = counter.AsByte() ^ key;
            counter += one;
            var b3 = counter.AsByte() ^ key;
            counter += one;
            var b4 = counter.AsByte() ^ key;
            counter += one;
            var b5 = counter.AsByte() ^ key;
            counter += one;
            var b6 = counter.AsByte() ^ key;
            counter += one;
            var b7 = counter.AsByte() ^ key;
            counter += one;
            for (var round = 1; round < Rounds; round++)
            {
                key = keys[round];
                b0 = AesInstructions.Encrypt(b0, key);
                b1 = AesInstructions.Encrypt(b1, key);
                b2 = AesInstructions.Encrypt(b2, key);
                b3 = AesInstructions.Encrypt(b3, key);
                b4 = AesInstructions.Encrypt(b4, key);
                b5 = AesInstructions.Encrypt(b5, key);
                b6 = AesInstructions.Encrypt(b6, key);
                b7 = AesInstructions.Encrypt(b7, key);
            }

            key = keys[Rounds];
            var offset = (nuint)(block * WordsPerBlock);
            AesInstructions.EncryptLast(b0, key).AsUInt64().StoreUnsafe(ref destination, offset);
            AesInstructions.EncryptLast(b1, key).AsUInt64().StoreUnsafe(ref destination, offset + 2);
            AesInstructions.EncryptLast(b2, key).AsUInt64().StoreUnsafe(ref destination, offset + 4);
            AesInstructions.EncryptLast(b3, key).AsUInt64().StoreUnsafe(ref destination, offset + 6);
            AesInstructions.EncryptLast(b4, key).AsUInt64().StoreUnsafe(ref destination, offset + 8);
            AesInstructions.EncryptLast(b5, key).AsUInt64().StoreUnsafe(ref destination, offset + 10);
            AesInstructions.EncryptLast(b6, key).AsUInt64().StoreUnsafe(ref destination, offset + 12);
            AesInstructions.EncryptLast(b7, key).AsUInt64().StoreUnsafe(ref destination, offset + 14);
        }

        for (; block < blocks; block++)
        {
            var b = counter.AsByte() ^ keys[0];
            counter += one;
            for (var round = 1; round < Rounds; round++)
            {
                b = AesInstructions.Encrypt(b, keys[round]);
            }

            AesInstructions.EncryptLast(b, keys[Rounds]).AsUInt64().StoreUnsafe(ref destination, (nuint)(block * WordsPerBlock));
        }
    }

    private static void FillBySystem(Aes aes, ulong nonce, ulong firstBlock, Span<ulong> words)
    {
        var bytes = MemoryMarshal.AsBytes(words);
        for (var i = 0; i < bytes.Length; i += 16)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[i..], nonce);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[(i + 8)..], firstBlock++);
        }

        lock (aes)
        {
            // The system's object serves one thread at a time.
            aes.EncryptEcb(bytes, bytes, PaddingMode.None);
        }

        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }

    /// <summary>The key schedule of FIPS 197, section 5.2.</summary>
    private static void ExpandKey(ReadOnlySpan<byte> key, Span<byte> roundKeys)
    {
        key.CopyTo(roundKeys);
        var constant = 1;
        for (var i = KeySize; i < roundKeys.Length; i += 4)
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(roundKeys[(i - 4)..]);
            if (i % KeySize == 0)
            {
                // The instruction puts RotWord(SubWord(w)) ⊕ constant of lane 1 into lane 1; its own constant must be literal.
                var assisted = AesInstructions.KeygenAssist(Vector128.Create(0u, word, 0, 0).AsByte(), 0);
                word = assisted.AsUInt32()[1] ^ (uint)constant;
                constant = (constant << 1) ^ (constant >= 0x80 ? 0x11B : 0);
            }

            BinaryPrimitives.WriteUInt32LittleEndian(roundKeys[i..], word ^ BinaryPrimitives.ReadUInt32LittleEndian(roundKeys[(i - KeySize)..]));
        }
    }
}
