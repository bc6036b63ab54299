using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FederatedSecure.Cryptography.Lattice.Kernels;

/// <summary>Eight lanes: AVX-512, or whatever the runtime makes of it elsewhere.</summary>
internal readonly struct Lanes512 : ILanes<Vector512<ulong>>
{
    public static int Count => 8;

    public static Vector512<ulong> Broadcast(ulong value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Load(ref ulong source, nuint offset) => Vector512.LoadUnsafe(ref source, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<ulong> value, ref ulong destination, nuint offset) => value.StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Add(Vector512<ulong> a, Vector512<ulong> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Subtract(Vector512<ulong> a, Vector512<ulong> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> MultiplyLowerHalves(Vector512<ulong> a, Vector512<ulong> b) =>
        Avx512F.IsSupported
            ? Avx512F.Multiply(a.AsUInt32(), b.AsUInt32())
            : (a & Vector512.Create(0xFFFFFFFFUL)) * (b & Vector512.Create(0xFFFFFFFFUL));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> UpperHalves(Vector512<ulong> a) => a >>> 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> ToUpperHalves(Vector512<ulong> a) => a << 32;

    /// <summary>A difference that wrapped around is larger than its minuend.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> SubtractWhereNotLess(Vector512<ulong> a, Vector512<ulong> b) => Vector512.Min(a, a - b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<ulong> Low, Vector512<ulong> High) Split(Vector512<ulong> first, Vector512<ulong> second, int span) => span switch
    {
        4 => (Permute(first, Vector512.Create(0UL, 1, 2, 3, 8, 9, 10, 11), second),
            Permute(first, Vector512.Create(4UL, 5, 6, 7, 12, 13, 14, 15), second)),
        2 => (Permute(first, Vector512.Create(0UL, 1, 4, 5, 8, 9, 12, 13), second),
            Permute(first, Vector512.Create(2UL, 3, 6, 7, 10, 11, 14, 15), second)),
        _ => (Permute(first, Vector512.Create(0UL, 2, 4, 6, 8, 10, 12, 14), second),
            Permute(first, Vector512.Create(1UL, 3, 5, 7, 9, 11, 13, 15), second)),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<ulong> First, Vector512<ulong> Second) Join(Vector512<ulong> low, Vector512<ulong> high, int span) => span switch
    {
        4 => (Permute(low, Vector512.Create(0UL, 1, 2, 3, 8, 9, 10, 11), high),
            Permute(low, Vector512.Create(4UL, 5, 6, 7, 12, 13, 14, 15), high)),
        2 => (Permute(low, Vector512.Create(0UL, 1, 8, 9, 2, 3, 10, 11), high),
            Permute(low, Vector512.Create(4UL, 5, 12, 13, 6, 7, 14, 15), high)),
        _ => (Permute(low, Vector512.Create(0UL, 8, 1, 9, 2, 10, 3, 11), high),
            Permute(low, Vector512.Create(4UL, 12, 5, 13, 6, 14, 7, 15), high)),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> LoadForSplit(ref ulong source, nuint offset, int span) => span switch
    {
        4 => Vector512.Create(
            Vector256.Create(Unsafe.Add(ref source, offset)),
            Vector256.Create(Unsafe.Add(ref source, offset + 1))),
        2 => Spread(Vector256.LoadUnsafe(ref source, offset)),
        _ => Vector512.LoadUnsafe(ref source, offset),
    };

    /// <summary>[w0 w0 w1 w1 w2 w2 w3 w3].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Spread(Vector256<ulong> w) =>
        Vector512.Shuffle(Vector512.Create(w, w), Vector512.Create(0UL, 0, 1, 1, 2, 2, 3, 3));

    /// <summary>Picks lanes of two registers: 0–7 from the first, 8–15 from the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Permute(Vector512<ulong> first, Vector512<ulong> indices, Vector512<ulong> second)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.PermuteVar8x64x2(first, indices, second);
        }

        var within = indices & Vector512.Create(7UL);
        return Vector512.ConditionalSelect(
            Vector512.GreaterThan(indices, Vector512.Create(7UL)),
            Vector512.Shuffle(second, within),
            Vector512.Shuffle(first, within));
    }
}
