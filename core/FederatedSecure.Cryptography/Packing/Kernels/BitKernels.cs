using System.Buffers.Binary;

namespace FederatedSecure.Cryptography.Packing.Kernels;

/// <summary>
/// Words of 1 to 58 bits, one after the other without gaps, lowest bit first. A word then starts within a byte at such a bit
/// that it ends within the same eight bytes: 57 + 7, or 58 + 6 as 58 is even.
/// </summary>
internal static class BitKernels
{
    public const int MaximumBits = 58;

    private const int WordBytes = sizeof(ulong);

    public static int ByteCount(int words, int bits) => (int)((((long)words * bits) + 7) / 8);

    /// <summary>bytes ← (words + half) / 2^dropped, in <paramref name="bits"/> bits each.</summary>
    public static void Pack(ReadOnlySpan<ulong> words, int dropped, int bits, Span<byte> bytes)
    {
        var half = dropped == 0 ? 0 : 1UL << (dropped - 1);
        var bit = 0L;
        var carry = 0UL;
        var i = 0;
        var safe = bytes.Length - WordBytes;
        for (; i < words.Length && (int)(bit >> 3) <= safe; i++)
        {
            var start = (int)(bit >> 3);
            var word = (((words[i] + half) >> dropped) << (int)(bit & 7)) | carry;
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[start..], word);
            bit += bits;

            // The next word starts up to eight bytes on, and a shift by 64 would be one by 0.
            var advance = (int)(bit >> 3) - start;
            carry = advance == WordBytes ? 0 : word >> (8 * advance);
        }

        PackRest(words[i..], dropped, bits, bytes, bit, carry);
    }

    /// <summary>words ← the packed words, times 2^dropped.</summary>
    public static void Unpack(ReadOnlySpan<byte> bytes, int dropped, int bits, Span<ulong> words)
    {
        var mask = (1UL << bits) - 1;
        var bit = 0L;
        var i = 0;
        var safe = bytes.Length - WordBytes;
        for (; i < words.Length && (int)(bit >> 3) <= safe; i++, bit += bits)
        {
            words[i] = ((BinaryPrimitives.ReadUInt64LittleEndian(bytes[(int)(bit >> 3)..]) >> (int)(bit & 7)) & mask) << dropped;
        }

        Span<byte> last = stackalloc byte[WordBytes];
        for (; i < words.Length; i++, bit += bits)
        {
            last.Clear();
            bytes[(int)(bit >> 3)..].CopyTo(last);
            words[i] = ((BinaryPrimitives.ReadUInt64LittleEndian(last) >> (int)(bit & 7)) & mask) << dropped;
        }
    }

    /// <summary>The last words, where eight bytes no longer fit.</summary>
    private static void PackRest(ReadOnlySpan<ulong> words, int dropped, int bits, Span<byte> bytes, long bit, ulong carry)
    {
        var half = dropped == 0 ? 0 : 1UL << (dropped - 1);
        Span<byte> last = stackalloc byte[WordBytes];
        foreach (var value in words)
        {
            var start = (int)(bit >> 3);
            BinaryPrimitives.WriteUInt64LittleEndian(last, (((value + half) >> dropped) << (int)(bit & 7)) | carry);
            last[..Math.Min(WordBytes, bytes.Length - start)].CopyTo(bytes[start..]);
            bit += bits;
            var advance = (int)(bit >> 3) - start;
            carry = advance == WordBytes ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(last) >> (8 * advance);
        }
    }
}
