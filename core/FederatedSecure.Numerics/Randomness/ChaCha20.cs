using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FederatedSecure.Numerics;

/// <summary>The block function of RFC 8439, section 2.3, one block at a time and eight at a time.</summary>
internal static class ChaCha20
{
    /// <summary>Length of a block in bytes.</summary>
    internal const int BlockSize = 64;

    /// <summary>How many blocks <see cref="EightBlocks"/> makes.</summary>
    internal const int Lanes = 8;

    private const int Words = 16;
    private const int Counter = 12;

    /// <summary>The state before the rounds: "expand 32-byte k", the key, the block counter, the nonce.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="counter">Number of the first block.</param>
    /// <param name="nonce">12 bytes.</param>
    internal static uint[] State(ReadOnlySpan<byte> key, uint counter, ReadOnlySpan<byte> nonce)
    {
        var state = new uint[Words];
        state[0] = 0x61707865;
        state[1] = 0x3320646e;
        state[2] = 0x79622d32;
        state[3] = 0x6b206574;
        for (var i = 0; i < 8; i++)
        {
            state[4 + i] = BinaryPrimitives.ReadUInt32LittleEndian(key[(4 * i)..]);
        }

        state[Counter] = counter;
        for (var i = 0; i < 3; i++)
        {
            state[13 + i] = BinaryPrimitives.ReadUInt32LittleEndian(nonce[(4 * i)..]);
        }

        return state;
    }

    /// <summary>Writes the block that the state's counter names.</summary>
    internal static void Block(ReadOnlySpan<uint> state, Span<byte> destination)
    {
        Span<uint> x = stackalloc uint[Words];
        state.CopyTo(x);
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

        for (var i = 0; i < Words; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(destination[(4 * i)..], x[i] + state[i]);
        }
    }

    /// <summary>
    /// Writes the block that the state's counter names and the seven after it. Each of the sixteen words is a vector whose
    /// lanes belong to the eight blocks, so that all of them take the same steps at once.
    /// </summary>
    internal static void EightBlocks(ReadOnlySpan<uint> state, Span<byte> destination)
    {
        Span<Vector256<uint>> start = stackalloc Vector256<uint>[Words];
        for (var i = 0; i < Words; i++)
        {
            start[i] = Vector256.Create(state[i]);
        }

        start[Counter] += Vector256<uint>.Indices;
        var (x0, x1, x2, x3) = (start[0], start[1], start[2], start[3]);
        var (x4, x5, x6, x7) = (start[4], start[5], start[6], start[7]);
        var (x8, x9, x10, x11) = (start[8], start[9], start[10], start[11]);
        var (x12, x13, x14, x15) = (start[12], start[13], start[14], start[15]);
        for (var round = 0; round < 10; round++)
        {
            QuarterRound(ref x0, ref x4, ref x8, ref x12);
            QuarterRound(ref x1, ref x5, ref x9, ref x13);
            QuarterRound(ref x2, ref x6, ref x10, ref x14);
            QuarterRound(ref x3, ref x7, ref x11, ref x15);
            QuarterRound(ref x0, ref x5, ref x10, ref x15);
            QuarterRound(ref x1, ref x6, ref x11, ref x12);
            QuarterRound(ref x2, ref x7, ref x8, ref x13);
            QuarterRound(ref x3, ref x4, ref x9, ref x14);
        }

        ReadOnlySpan<Vector256<uint>> end = [x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13, x14, x15];
        var words = MemoryMarshal.Cast<byte, uint>(destination);
        for (var i = 0; i < Words; i++)
        {
            var word = end[i] + start[i];
            for (var lane = 0; lane < Lanes; lane++)
            {
                var value = word.GetElement(lane);
                words[(lane * Words) + i] = BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void QuarterRound(ref Vector256<uint> a, ref Vector256<uint> b, ref Vector256<uint> c, ref Vector256<uint> d)
    {
        a += b;
        d = RotateLeft(d ^ a, 16);
        c += d;
        b = RotateLeft(b ^ c, 12);
        a += b;
        d = RotateLeft(d ^ a, 8);
        c += d;
        b = RotateLeft(b ^ c, 7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RotateLeft(Vector256<uint> value, int bits) => (value << bits) | (value >>> (32 - bits));
}
