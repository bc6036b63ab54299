using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
    /// ciphertext ← ciphertext + Δ·message + error mod q. The error of a coefficient is the number of ones among the lower 42
    /// bits of the first of its two random words, less that of the second: centred binomial.
    /// </summary>
    public static void AddMessageAndErrors(
        Span<ulong> ciphertext, ReadOnlySpan<ulong> message, ReadOnlySpan<ulong> random, int deltaBits, ulong q)
    {
        ref var words = ref MemoryMarshal.GetReference(ciphertext);
        ref var messages = ref MemoryMarshal.GetReference(message);
        ref var bits = ref MemoryMarshal.GetReference(random);
        var modulus = Vector256.Create(q);
        for (nuint i = 0; i < (nuint)ciphertext.Length; i += 4)
        {
            var errors = Vector256.Create(
                Error(ref bits, 2 * i), Error(ref bits, (2 * i) + 2), Error(ref bits, (2 * i) + 4), Error(ref bits, (2 * i) + 6));
            var sum = Vector256.LoadUnsafe(ref words, i) + (Vector256.LoadUnsafe(ref messages, i) << deltaBits);

            // In [−42, 2q + 42): one addition and two corrections, none of which depends on the values.
            var shifted = SubtractOnce(sum + modulus + errors.AsUInt64(), modulus + modulus);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Error(ref ulong random, nuint offset) =>
        (long)BitOperations.PopCount(Unsafe.Add(ref random, offset) & ErrorMask)
        - BitOperations.PopCount(Unsafe.Add(ref random, offset + 1) & ErrorMask);

    /// <summary>x − m where that is not negative, x elsewhere; x below 2^63.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> SubtractOnce(Vector256<ulong> x, Vector256<ulong> m) => Lanes256.SubtractWhereNotLess(x, m);
}
