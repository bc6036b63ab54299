using System.Buffers.Binary;
using System.Numerics;

namespace FederatedSecure.Numerics;

/// <summary>
/// A stream of bytes that follows from a seed: the ChaCha20 key stream of RFC 8439. The same on every machine. For
/// simulation, initial weights and reproducible selections; never for keys or noise, since a seed of 64 bits is no secret.
/// Not safe for use by several threads at once.
/// </summary>
public sealed class SeededRandomSource : IRandomSource
{
    private const int BlockSize = 64;
    private readonly uint[] _state = new uint[16];
    private readonly byte[] _block = new byte[BlockSize];
    private int _used = BlockSize;

    /// <param name="seed">Chooses the stream.</param>
    /// <param name="stream">Chooses among independent streams of one seed, for example one per site.</param>
    public SeededRandomSource(ulong seed, ulong stream = 0)
        : this(Key(seed), counter: 0, Nonce(stream))
    {
    }

    internal SeededRandomSource(ReadOnlySpan<byte> key, uint counter, ReadOnlySpan<byte> nonce)
    {
        // "expand 32-byte k", the key, the block counter, the nonce (RFC 8439, section 2.3).
        _state[0] = 0x61707865;
        _state[1] = 0x3320646e;
        _state[2] = 0x79622d32;
        _state[3] = 0x6b206574;
        for (var i = 0; i < 8; i++)
        {
            _state[4 + i] = BinaryPrimitives.ReadUInt32LittleEndian(key[(4 * i)..]);
        }

        _state[12] = counter;
        for (var i = 0; i < 3; i++)
        {
            _state[13 + i] = BinaryPrimitives.ReadUInt32LittleEndian(nonce[(4 * i)..]);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The stream of 2^38 bytes is used up.</exception>
    public void Fill(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            if (_used == BlockSize)
            {
                NextBlock();
            }

            var count = Math.Min(destination.Length, BlockSize - _used);
            _block.AsSpan(_used, count).CopyTo(destination);
            destination = destination[count..];
            _used += count;
        }
    }

    private static byte[] Key(ulong seed)
    {
        var key = new byte[32];
        BinaryPrimitives.WriteUInt64LittleEndian(key, seed);
        return key;
    }

    private static byte[] Nonce(ulong stream)
    {
        var nonce = new byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(nonce, stream);
        return nonce;
    }

    private void NextBlock()
    {
        Span<uint> x = stackalloc uint[16];
        _state.CopyTo(x);
        for (var round = 0; round < 10; round++)
        {
            QuarterRound(ref x[0], ref x[4], ref x[8], ref x[12]);
            QuarterRound(ref x[1], ref x[5], ref x[9], ref x[13]);
            QuarterRound(ref x[2], ref x[6], ref x[10], ref x[14]);
            QuarterRound(ref x[3], ref x[7], ref x[11], ref x[15]);
            QuarterRound(ref x[0], ref x[5], ref x[10], ref x[15]);
            QuarterRound(ref x[1], ref x[6], ref x[11], ref x[12]);
            QuarterRound(ref x[2], ref x[7], ref x[8], ref x[13]);
            QuarterRound(ref x[3], ref x[4], ref x[9], ref x[14]);
        }

        for (var i = 0; i < 16; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_block.AsSpan(4 * i), x[i] + _state[i]);
        }

        if (++_state[12] == 0)
        {
            throw new InvalidOperationException("The random stream is used up: take another stream number.");
        }

        _used = 0;
    }

    private static void QuarterRound(ref uint a, ref uint b, ref uint c, ref uint d)
    {
        a += b;
        d = BitOperations.RotateLeft(d ^ a, 16);
        c += d;
        b = BitOperations.RotateLeft(b ^ c, 12);
        a += b;
        d = BitOperations.RotateLeft(d ^ a, 8);
        c += d;
        b = BitOperations.RotateLeft(b ^ c, 7);
    }
}
