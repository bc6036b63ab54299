using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FederatedSecure.Cryptography.Lattice.Kernels;

/// <summary>Four lanes: AVX2, or whatever the runtime makes of it elsewhere.</summary>
internal readonly struct Lanes256 : ILanes<Vector256<ulong>>
{
    public static int Count => 4;

    public static Vector256<ulong> Broadcast(ulong value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Load(ref ulong source, nuint offset) => Vector256.LoadUnsafe(ref source, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<ulong> value, ref ulong destination, nuint offset) => value.StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Add(Vector256<ulong> a, Vector256<ulong> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Subtract(Vector256<ulong> a, Vector256<ulong> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> MultiplyLowerHalves(Vector256<ulong> a, Vector256<ulong> b) =>
        Avx2.IsSupported
            ? Avx2.Multiply(a.AsUInt32(), b.AsUInt32())
            : (a & Vector256.Create(0xFFFFFFFFUL)) * (b & Vector256.Create(0xFFFFFFFFUL));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> UpperHalves(Vector256<ulong> a) => a >>> 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> ToUpperHalves(Vector256<ulong> a) => a << 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> SubtractWhereNotLess(Vector256<ulong> a, Vector256<ulong> b)
    {
        // Both are below 2^63, so the sign of the difference tells which was larger.
        var difference = a - b;
        return Avx.IsSupported
            ? Avx.BlendVariable(difference.AsDouble(), a.AsDouble(), difference.AsDouble()).AsUInt64()
            : Vector256.ConditionalSelect(difference.AsInt64() >> 63, a.AsInt64(), difference.AsInt64()).AsUInt64();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<ulong> Low, Vector256<ulong> High) Split(Vector256<ulong> first, Vector256<ulong> second, int span) =>
        span == 2
            ? (Vector256.Create(first.GetLower(), second.GetLower()), Vector256.Create(first.GetUpper(), second.GetUpper()))
            : (UnpackLow(first, second), UnpackHigh(first, second));

    /// <summary>Both rearrangements are their own inverses.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<ulong> First, Vector256<ulong> Second) Join(Vector256<ulong> low, Vector256<ulong> high, int span) =>
        Split(low, high, span);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> LoadForSplit(ref ulong source, nuint offset, int span)
    {
        if (span == 2)
        {
            var pair = Vector128.LoadUnsafe(ref source, offset);
            return Vector256.Shuffle(Vector256.Create(pair, pair), Vector256.Create(0UL, 0, 1, 1));
        }

        return Vector256.Shuffle(Vector256.LoadUnsafe(ref source, offset), Vector256.Create(0UL, 2, 1, 3));
    }

    /// <summary>[a0 b0 a2 b2].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> UnpackLow(Vector256<ulong> a, Vector256<ulong> b) =>
        Avx2.IsSupported ? Avx2.UnpackLow(a, b) : Vector256.Create(a[0], b[0], a[2], b[2]);

    /// <summary>[a1 b1 a3 b3].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> UnpackHigh(Vector256<ulong> a, Vector256<ulong> b) =>
        Avx2.IsSupported ? Avx2.UnpackHigh(a, b) : Vector256.Create(a[1], b[1], a[3], b[3]);
}
