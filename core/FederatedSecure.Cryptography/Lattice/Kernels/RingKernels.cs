using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FederatedSecure.Cryptography.Lattice.Kernels;

/// <summary>Coefficient-wise passes over polynomials. Lengths are multiples of four; words are below q unless said.</summary>
internal static class RingKernels
{
    /// <summary>The bits of each of the two words of a block that a centred binomial error counts.</summary>
    private const ulong ErrorMask = (1UL << RingParameters.ErrorBound) - 1;

    /// <summary>sum ← sum + addend mod q. True if every addend was below q; the sum is worthless otherwise.</summary>
    public static bool AddModulo(Span<ulong> sum, ReadOnlySpan<ulong> addend, ulong q)
    {
        ref var sums = ref MemoryMarshal.GetReference(sum);
        ref var addends = ref MemoryMarshal.GetReference(addend);
        var modulus = Vector256.Create(q);
        var largest = Vector256.Create(q - 1);
        var bad = Vector256<ulong>.Zero;
        for (nuint i = 0; i < (nuint)sum.Length; i += 4)
        {
            var b = Vector256.LoadUnsafe(ref addends, i);
            // Both the word itself and its distance to q − 1 show a sign bit when it is too large.
            bad |= b | (largest - b);
            SubtractOnce(Vector256.LoadUnsafe(ref sums, i) + b, modulus).StoreUnsafe(ref sums, i);
        }

        return (bad & Vector256.Create(1UL << 63)) == Vector256<ulong>.Zero;
    }

    /// <summary>True if every word is below the limit, which is at most 2^63.</summary>
    public static bool AllBelow(ReadOnlySpan<ulong> words, ulong limit)
    {
        ref var source = ref MemoryMarshal.GetReference(words);
        var largest = Vector256.Create(limit - 1);
        var bad = Vector256<ulong>.Zero;
        for (nuint i = 0; i < (nuint)words.Length; i += 4)
        {
            var b = Vector256.LoadUnsafe(ref source, i);
            bad |= b | (largest - b);
        }

        return (bad & Vector256.Create(1UL << 63)) == Vector256<ulong>.Zero;
    }

    /// <summary>words ← words − limit where that is not negative.</summary>
    public static void SubtractWhereNotLess(Span<ulong> words, ulong limit)
    {
        ref var source = ref MemoryMarshal.GetReference(words);
        var modulus = Vector256.Create(limit);
        for (nuint i = 0; i < (nuint)words.Length; i += 4)
        {
            SubtractOnce(Vector256.LoadUnsafe(ref source, i), modulus).StoreUnsafe(ref source, i);
        }
    }

    /// <summary>words ← words mod q, from below 8q.</summary>
    public static void ReduceFromEightQ(Span<ulong> words, ulong q)
    {
        ref var source = ref MemoryMarshal.GetReference(words);
        var (modulus, twoQ, fourQ) = (Vector256.Create(q), Vector256.Create(2 * q), Vector256.Create(4 * q));
        for (nuint i = 0; i < (nuint)words.Length; i += 4)
        {
            var x = SubtractOnce(Vector256.LoadUnsafe(ref source, i), fourQ);
            SubtractOnce(SubtractOnce(x, twoQ), modulus).StoreUnsafe(ref source, i);
        }
    }

    /// <summary>words ← words ∧ mask. True if all are then below the limit.</summary>
    public static bool MaskAllBelow(Span<ulong> words, ulong mask, ulong limit)
    {
        ref var source = ref MemoryMarshal.GetReference(words);
        var bits = Vector256.Create(mask);
        var largest = Vector256.Create(limit - 1);
        var bad = Vector256<ulong>.Zero;
        for (nuint i = 0; i < (nuint)words.Length; i += 4)
        {
            var b = Vector256.LoadUnsafe(ref source, i) & bits;
            bad |= largest - b;
            b.StoreUnsafe(ref source, i);
        }

        return (bad & Vector256.Create(1UL << 63)) == Vector256<ulong>.Zero;
    }

    /// <summary>
    /// ciphertext ← ciphertext + Δ·message + error mod q. The error of coefficient i is the number of ones among the lower 42
    /// bits of random word i, less that of random word n + i: centred binomial.
    /// </summary>
    public static void AddMessageAndErrors(
        Span<ulong> ciphertext, ReadOnlySpan<ulong> message, ReadOnlySpan<ulong> random, int deltaBits, ulong q)
    {
        ref var words = ref MemoryMarshal.GetReference(ciphertext);
        ref var messages = ref MemoryMarshal.GetReference(message);
        ref var plus = ref MemoryMarshal.GetReference(random);
        ref var minus = ref Unsafe.Add(ref plus, ciphertext.Length);
        var modulus = Vector256.Create(q);
        for (nuint i = 0; i < (nuint)ciphertext.Length; i += 4)
        {
            var errors = Errors(Vector256.LoadUnsafe(ref plus, i), Vector256.LoadUnsafe(ref minus, i));
            var sum = Vector256.LoadUnsafe(ref words, i) + (Vector256.LoadUnsafe(ref messages, i) << deltaBits);

            // In [−42, 2q + 42): one addition and two corrections, none of which depends on the values.
            var shifted = SubtractOnce(sum + modulus + errors, modulus + modulus);
            SubtractOnce(shifted, modulus).StoreUnsafe(ref words, i);
        }
    }

    /// <summary>
    /// message ← the sum's messages, from x = sum − masks = Δ·m + e mod q. Returns the largest |e| and the sum of e².
    /// </summary>
    public static (long Largest, double Squares) Decode(
        ReadOnlySpan<ulong> sum, ReadOnlySpan<ulong> masks, Span<ulong> message, int deltaBits, ulong q)
    {
        ref var sums = ref MemoryMarshal.GetReference(sum);
        ref var mask = ref MemoryMarshal.GetReference(masks);
        ref var messages = ref MemoryMarshal.GetReference(message);
        var modulus = Vector256.Create(q);
        var half = Vector256.Create(1UL << (deltaBits - 1));
        var remainder = Vector256.Create((1UL << deltaBits) - 1);
        var largest = Vector256<long>.Zero;
        var squares = Vector256<ulong>.Zero;
        for (nuint i = 0; i < (nuint)sum.Length; i += 4)
        {
            var x = Vector256.LoadUnsafe(ref sums, i) - Vector256.LoadUnsafe(ref mask, i) + modulus;
            var y = SubtractOnce(SubtractOnce(x, modulus) + half, modulus);
            (y >>> deltaBits).StoreUnsafe(ref messages, i);
            var error = Vector256.Abs(((y & remainder) - half).AsInt64());
            largest = Vector256.Max(largest, error);

            // Δ ≤ 2^24, so squares are below 2^46 and 2^15 of them fit a word.
            squares += Lanes256.MultiplyLowerHalves(error.AsUInt64(), error.AsUInt64());
        }

        return (
            Math.Max(Math.Max(largest[0], largest[1]), Math.Max(largest[2], largest[3])),
            (double)(squares[0] + squares[1]) + (squares[2] + squares[3]));
    }

    /// <summary>The differences of the numbers of ones, modulo 2^64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Errors(Vector256<ulong> plus, Vector256<ulong> minus)
    {
        if (Avx2.IsSupported)
        {
            // Ones per byte by table, at most 8: with 8 added, differences are not negative, and eight of them add up to a word.
            var difference = OnesPerByte(plus) - OnesPerByte(minus) + Vector256.Create((byte)8);
            return Avx2.SumAbsoluteDifferences(difference, Vector256<byte>.Zero).AsUInt64() - Vector256.Create(64UL);
        }

        return Vector256.Create(
            Error(plus[0], minus[0]), Error(plus[1], minus[1]), Error(plus[2], minus[2]), Error(plus[3], minus[3]));
    }

    private static ulong Error(ulong plus, ulong minus) =>
        (ulong)(BitOperations.PopCount(plus & ErrorMask) - (long)BitOperations.PopCount(minus & ErrorMask));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> OnesPerByte(Vector256<ulong> words)
    {
        var ones = Vector256.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
        var nibble = Vector256.Create((byte)0x0F);
        var counted = words & Vector256.Create(ErrorMask);
        return Avx2.Shuffle(ones, counted.AsByte() & nibble) + Avx2.Shuffle(ones, (counted >>> 4).AsByte() & nibble);
    }

    /// <summary>x − m where that is not negative, x elsewhere; x below 2^63.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> SubtractOnce(Vector256<ulong> x, Vector256<ulong> m) => Lanes256.SubtractWhereNotLess(x, m);
}
