using System.Runtime.InteropServices;

namespace FederatedSecure.Cryptography.Lattice.Kernels;

/// <summary>
/// The transform of <see cref="NttScalar"/> on registers of 64-bit lanes.
/// </summary>
/// <remarks>
/// There is no 64 × 64 → 128 multiplication for lanes. The upper word of y·w' is put together from three 32-bit products,
/// leaving out the lowest one and the carries of the lower halves: it comes out at most 2 too small, so that Shoup's
/// remainder lies in [0, 4q) instead of [0, 2q). Values then grow by 4q a level and stay below (1 + 4·15)·q &lt; 2^64 for
/// q &lt; 2^58 and N ≤ 2^15. The inverse multiplies as <see cref="SplitModulus{TLanes, TVector}"/> does. The last reduction makes
/// the results equal to the scalar ones bit for bit.
/// </remarks>
internal static class NttVector<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public static void Forward(Span<ulong> values, NttTables tables)
    {
        ref var data = ref MemoryMarshal.GetReference(values);
        var constants = new LazyModulus<TLanes, TVector>(tables.Modulus.Value);
        var span = values.Length;
        for (var blocks = 1; blocks < values.Length; blocks *= 2)
        {
            span /= 2;
            if (span >= TLanes.Count)
            {
                ForwardWide(ref data, blocks, span, tables, constants);
            }
            else
            {
                ForwardNarrow(ref data, values.Length, blocks, span, tables, constants);
            }
        }

        Reduce(values, tables.Modulus.Value);
    }

    /// <summary>The inverse without its last factor 1/N; values below 5q are taken and made.</summary>
    public static void InverseUnscaled(Span<ulong> values, NttTables tables)
    {
        ref var data = ref MemoryMarshal.GetReference(values);
        var constants = new SplitModulus<TLanes, TVector>(tables.Modulus.Value);
        var span = 1;
        for (var blocks = values.Length / 2; blocks >= 1; blocks /= 2)
        {
            if (span >= TLanes.Count)
            {
                InverseWide(ref data, blocks, span, tables, constants);
            }
            else
            {
                InverseNarrow(ref data, values.Length, blocks, span, tables, constants);
            }

            span *= 2;
        }
    }

    public static void Inverse(Span<ulong> values, NttTables tables)
    {
        InverseUnscaled(values, tables);
        MultiplyByConstant(values, tables.InverseDegree, tables.InverseDegreeQuotient, tables.Modulus.Value);
    }

    /// <summary>Brings any 64-bit words into [0, q).</summary>
    public static void Reduce(Span<ulong> values, ulong q) => MultiplyByConstant(values, 1, (ulong)((UInt128.One << 64) / q), q);

    /// <summary>values[i] · factors[i] mod q in [0, 4q), for any 64-bit values.</summary>
    public static void Multiply(Span<ulong> values, ReadOnlySpan<ulong> factors, ReadOnlySpan<ulong> quotients, ulong q)
    {
        ref var data = ref MemoryMarshal.GetReference(values);
        ref var w = ref MemoryMarshal.GetReference(factors);
        ref var wQuotient = ref MemoryMarshal.GetReference(quotients);
        var constants = new LazyModulus<TLanes, TVector>(q);
        for (nuint i = 0; i < (nuint)values.Length; i += (nuint)TLanes.Count)
        {
            var factor = new ShoupFactor<TLanes, TVector>(TLanes.Load(ref w, i), TLanes.Load(ref wQuotient, i));
            TLanes.Store(constants.MultiplyLazy(TLanes.Load(ref data, i), factor), ref data, i);
        }
    }

    private static void MultiplyByConstant(Span<ulong> values, ulong constant, ulong quotient, ulong q)
    {
        ref var data = ref MemoryMarshal.GetReference(values);
        var w = new ShoupFactor<TLanes, TVector>(TLanes.Broadcast(constant), TLanes.Broadcast(quotient));
        var constants = new LazyModulus<TLanes, TVector>(q);
        for (nuint i = 0; i < (nuint)values.Length; i += (nuint)TLanes.Count)
        {
            TLanes.Store(constants.Reduce(constants.MultiplyLazy(TLanes.Load(ref data, i), w)), ref data, i);
        }
    }

    private static void ForwardWide(ref ulong data, int blocks, int span, NttTables tables, in LazyModulus<TLanes, TVector> constants)
    {
        for (var block = 0; block < blocks; block++)
        {
            var w = new ShoupFactor<TLanes, TVector>(
                TLanes.Broadcast(tables.Roots[blocks + block]),
                TLanes.Broadcast(tables.RootQuotients[blocks + block]));
            var low = (nuint)(2 * block * span);
            var end = low + (nuint)span;
            for (; low < end; low += (nuint)TLanes.Count)
            {
                var x = TLanes.Load(ref data, low);
                var r = constants.MultiplyLazy(TLanes.Load(ref data, low + (nuint)span), w);
                TLanes.Store(TLanes.Add(x, r), ref data, low);
                TLanes.Store(TLanes.Add(TLanes.Subtract(x, r), constants.FourQ), ref data, low + (nuint)span);
            }
        }
    }

    private static void ForwardNarrow(ref ulong data, int length, int blocks, int span, NttTables tables, in LazyModulus<TLanes, TVector> constants)
    {
        ref var roots = ref MemoryMarshal.GetArrayDataReference(tables.Roots);
        ref var quotients = ref MemoryMarshal.GetArrayDataReference(tables.RootQuotients);
        var root = (nuint)blocks;
        for (nuint i = 0; i < (nuint)length; i += (nuint)(2 * TLanes.Count))
        {
            var w = new ShoupFactor<TLanes, TVector>(TLanes.LoadForSplit(ref roots, root, span), TLanes.LoadForSplit(ref quotients, root, span));
            var (x, y) = TLanes.Split(TLanes.Load(ref data, i), TLanes.Load(ref data, i + (nuint)TLanes.Count), span);
            var r = constants.MultiplyLazy(y, w);
            var (first, second) = TLanes.Join(TLanes.Add(x, r), TLanes.Add(TLanes.Subtract(x, r), constants.FourQ), span);
            TLanes.Store(first, ref data, i);
            TLanes.Store(second, ref data, i + (nuint)TLanes.Count);
            root += (nuint)(TLanes.Count / span);
        }
    }

    private static void InverseWide(ref ulong data, int blocks, int span, NttTables tables, in SplitModulus<TLanes, TVector> constants)
    {
        for (var block = 0; block < blocks; block++)
        {
            var w = new SplitFactor<TLanes, TVector>(
                TLanes.Broadcast(tables.InverseRoots[blocks + block]),
                TLanes.Broadcast(tables.InverseRootsHigh[blocks + block]),
                TLanes.Broadcast(tables.InverseRootSplitQuotients[blocks + block]));
            var low = (nuint)(2 * block * span);
            var end = low + (nuint)span;
            for (; low < end; low += (nuint)TLanes.Count)
            {
                var (sum, product) = constants.InverseButterfly(
                    TLanes.Load(ref data, low), TLanes.Load(ref data, low + (nuint)span), w);
                TLanes.Store(sum, ref data, low);
                TLanes.Store(product, ref data, low + (nuint)span);
            }
        }
    }

    private static void InverseNarrow(ref ulong data, int length, int blocks, int span, NttTables tables, in SplitModulus<TLanes, TVector> constants)
    {
        ref var roots = ref MemoryMarshal.GetArrayDataReference(tables.InverseRoots);
        ref var high = ref MemoryMarshal.GetArrayDataReference(tables.InverseRootsHigh);
        ref var quotients = ref MemoryMarshal.GetArrayDataReference(tables.InverseRootSplitQuotients);
        var root = (nuint)blocks;
        for (nuint i = 0; i < (nuint)length; i += (nuint)(2 * TLanes.Count))
        {
            var w = new SplitFactor<TLanes, TVector>(
                TLanes.LoadForSplit(ref roots, root, span),
                TLanes.LoadForSplit(ref high, root, span),
                TLanes.LoadForSplit(ref quotients, root, span));
            var (x, y) = TLanes.Split(TLanes.Load(ref data, i), TLanes.Load(ref data, i + (nuint)TLanes.Count), span);
            var (sum, product) = constants.InverseButterfly(x, y, w);
            var (first, second) = TLanes.Join(sum, product, span);
            TLanes.Store(first, ref data, i);
            TLanes.Store(second, ref data, i + (nuint)TLanes.Count);
            root += (nuint)(TLanes.Count / span);
        }
    }
}
