using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FederatedSecure.Cryptography.Packing.Kernels;

/// <summary>
/// Words of 1 to 58 bits, one after the other without gaps, lowest bit first. A word then starts within a byte at such a bit
/// that it ends within the same eight bytes: 57 + 7, or 58 + 6 as 58 is even.
/// </summary>
internal static class BitKernels
{
    public const int MaximumBits = 58;

    private const int WordBytes = sizeof(ulong);

    /// <summary>From here on, four words fill four registers' lanes such that no lane holds parts of three words.</summary>
    private const int MinimumVectorBits = 48;

    public static int ByteCount(int words, int bits) => (int)((((long)words * bits) + 7) / 8);

    /// <summary>bytes ← (words + half) / 2^dropped, in <paramref name="bits"/> bits each.</summary>
    public static void Pack(ReadOnlySpan<ulong> words, int dropped, int bits, Span<byte> bytes)
    {
        var half = dropped == 0 ? 0 : 1UL << (dropped - 1);
        var i = Avx2.IsSupported && bits >= MinimumVectorBits ? PackEights(words, dropped, bits, bytes) : 0;
        var bit = (long)i * bits;
        var carry = 0UL;
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

    /// <summary>
    /// As many words as come in eights, which end at whole bytes, and leave room for a register behind them. Returns their number.
    /// </summary>
    /// <remarks>
    /// Of four words from bit s on, word k starts at bit s + k·bits, which lies in lane k: lane k holds its lower part, and above
    /// it the beginning of word k + 1. The second four start in the middle of a byte where the width is odd (s = 4): the byte's
    /// lower half is the end of the word before.
    /// </remarks>
    private static int PackEights(ReadOnlySpan<ulong> words, int dropped, int bits, Span<byte> bytes)
    {
        const ulong none = 64;
        var b = (ulong)bits;
        var s = 4 * b % 8;
        var half = Vector256.Create(dropped == 0 ? 0 : 1UL << (dropped - 1));
        var middle = (int)(4 * b / 8);
        var (down, up) = (Vector256.Create(0, 64 - b, 2 * (64 - b), 3 * (64 - b)), Vector256.Create(b, (2 * b) - 64, (3 * b) - 128, none));
        var (downSecond, upSecond) = s == 0 ? (down, up) : (down - Vector256.Create(s), up + Vector256.Create(s));
        downSecond = downSecond.WithElement(0, s == 0 ? 0 : none);
        var first = Vector256.Create(s == 0 ? none : s, none, none, none);
        var before = Vector256.Create(s == 0 ? none : b - s, none, none, none);
        ref var source = ref MemoryMarshal.GetReference(words);
        ref var destination = ref MemoryMarshal.GetReference(bytes);
        var i = 0;
        for (var start = 0; i <= words.Length - 8 && start + middle + Vector256<byte>.Count <= bytes.Length; i += 8, start += bits)
        {
            var low = (Vector256.LoadUnsafe(ref source, (nuint)i) + half) >>> dropped;
            var high = (Vector256.LoadUnsafe(ref source, (nuint)i + 4) + half) >>> dropped;
            Join(low, down, up).AsByte().StoreUnsafe(ref destination, (nuint)start);
            var rest = Avx2.ShiftLeftLogicalVariable(high, first) | Avx2.ShiftRightLogicalVariable(Avx2.Permute4x64(low, 0b11_11_11_11), before);
            (Join(high, downSecond, upSecond) | rest).AsByte().StoreUnsafe(ref destination, (nuint)(start + middle));
        }

        return i;
    }

    /// <summary>Each word shifted down, and the next one shifted up; a shift by 64 leaves nothing.</summary>
    private static Vector256<ulong> Join(Vector256<ulong> words, Vector256<ulong> down, Vector256<ulong> up) =>
        Avx2.ShiftRightLogicalVariable(words, down) | Avx2.ShiftLeftLogicalVariable(Avx2.Permute4x64(words, 0b11_11_10_01), up);

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
