using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FederatedSecure.Cryptography.Lattice.Kernels;

/// <summary>
/// The transform of <see cref="NttScalar"/> on registers of 64-bit lanes.
/// </summary>
/// <remarks>
/// There is no 64 × 64 → 128 multiplication for lanes. The upper word of y·w' is put together from three 32-bit products,
/// leaving out the lowest one and the carries of the lower halves: it comes out at most 2 too small, so that Shoup's
/// remainder lies in [0, 4q) instead of [0, 2q). Values then grow by 4q a level and stay below (1 + 4·15)·q &lt; 2^64 for
/// q &lt; 2^58 and N ≤ 2^15. The last reduction makes the results equal to the scalar ones bit for bit.
/// </remarks>
internal static class NttVector<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public static void Forward(Span<ulong> values, NttTables tables)
    {
        ref var data = ref MemoryMarshal.GetReference(values);
        var constants = new Constants(tables.Modulus.Value);
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

    public static void Inverse(Span<ulong> values, NttTables tables)
    {
        ref var data = ref MemoryMarshal.GetReference(values);
        var constants = new Constants(tables.Modulus.Value);
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
        var constants = new Constants(q);
        for (nuint i = 0; i < (nuint)values.Length; i += (nuint)TLanes.Count)
        {
            var factor = new Factor(TLanes.Load(ref w, i), TLanes.Load(ref wQuotient, i));
            TLanes.Store(constants.MultiplyLazy(TLanes.Load(ref data, i), factor), ref data, i);
        }
    }

    private static void MultiplyByConstant(Span<ulong> values, ulong constant, ulong quotient, ulong q)
    {
        ref var data = ref MemoryMarshal.GetReference(values);
        var w = new Factor(TLanes.Broadcast(constant), TLanes.Broadcast(quotient));
        var constants = new Constants(q);
        for (nuint i = 0; i < (nuint)values.Length; i += (nuint)TLanes.Count)
        {
            TLanes.Store(constants.Reduce(constants.MultiplyLazy(TLanes.Load(ref data, i), w)), ref data, i);
        }
    }

    private static void ForwardWide(ref ulong data, int blocks, int span, NttTables tables, in Constants constants)
    {
        for (var block = 0; block < blocks; block++)
        {
            var w = new Factor(
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

    private static void ForwardNarrow(ref ulong data, int length, int blocks, int span, NttTables tables, in Constants constants)
    {
        ref var roots = ref MemoryMarshal.GetArrayDataReference(tables.Roots);
        ref var quotients = ref MemoryMarshal.GetArrayDataReference(tables.RootQuotients);
        var root = (nuint)blocks;
        for (nuint i = 0; i < (nuint)length; i += (nuint)(2 * TLanes.Count))
        {
            var w = new Factor(TLanes.LoadForSplit(ref roots, root, span), TLanes.LoadForSplit(ref quotients, root, span));
            var (x, y) = TLanes.Split(TLanes.Load(ref data, i), TLanes.Load(ref data, i + (nuint)TLanes.Count), span);
            var r = constants.MultiplyLazy(y, w);
            var (first, second) = TLanes.Join(TLanes.Add(x, r), TLanes.Add(TLanes.Subtract(x, r), constants.FourQ), span);
            TLanes.Store(first, ref data, i);
            TLanes.Store(second, ref data, i + (nuint)TLanes.Count);
            root += (nuint)(TLanes.Count / span);
        }
    }

    private static void InverseWide(ref ulong data, int blocks, int span, NttTables tables, in Constants constants)
    {
        for (var block = 0; block < blocks; block++)
        {
            var w = new Factor(
                TLanes.Broadcast(tables.InverseRoots[blocks + block]),
                TLanes.Broadcast(tables.InverseRootQuotients[blocks + block]));
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

    private static void InverseNarrow(ref ulong data, int length, int blocks, int span, NttTables tables, in Constants constants)
    {
        ref var roots = ref MemoryMarshal.GetArrayDataReference(tables.InverseRoots);
        ref var quotients = ref MemoryMarshal.GetArrayDataReference(tables.InverseRootQuotients);
        var root = (nuint)blocks;
        for (nuint i = 0; i < (nuint)length; i += (nuint)(2 * TLanes.Count))
        {
            var w = new Factor(TLanes.LoadForSplit(ref roots, root, span), TLanes.LoadForSplit(ref quotients, root, span));
            var (x, y) = TLanes.Split(TLanes.Load(ref data, i), TLanes.Load(ref data, i + (nuint)TLanes.Count), span);
            var (sum, product) = constants.InverseButterfly(x, y, w);
            var (first, second) = TLanes.Join(sum, product, span);
            TLanes.Store(first, ref data, i);
            TLanes.Store(second, ref data, i + (nuint)TLanes.Count);
            root += (nuint)(TLanes.Count / span);
        }
    }

    /// <summary>A constant and its Shoup quotient, each with its upper halves at hand.</summary>
    private readonly struct Factor
    {
        public readonly TVector Value;
        public readonly TVector ValueUpper;
        public readonly TVector Quotient;
        public readonly TVector QuotientUpper;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Factor(TVector value, TVector quotient)
        {
            Value = value;
            ValueUpper = TLanes.UpperHalves(value);
            Quotient = quotient;
            QuotientUpper = TLanes.UpperHalves(quotient);
        }
    }

    private readonly struct Constants
    {
        public readonly TVector FourQ;
        private readonly TVector _q;
        private readonly TVector _qUpper;
        private readonly TVector _twoQ;

        public Constants(ulong q)
        {
            _q = TLanes.Broadcast(q);
            _qUpper = TLanes.UpperHalves(_q);
            _twoQ = TLanes.Broadcast(2 * q);
            FourQ = TLanes.Broadcast(4 * q);
        }

        /// <summary>y · w mod q in [0, 4q), for any 64-bit y.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector MultiplyLazy(TVector y, in Factor w)
        {
            var yUpper = TLanes.UpperHalves(y);
            var estimate = TLanes.Add(
                TLanes.MultiplyLowerHalves(yUpper, w.QuotientUpper),
                TLanes.Add(
                    TLanes.UpperHalves(TLanes.MultiplyLowerHalves(yUpper, w.Quotient)),
                    TLanes.UpperHalves(TLanes.MultiplyLowerHalves(y, w.QuotientUpper))));

            // Both products are needed modulo 2^64 only, and their cross terms modulo 2^32, so these are added up first.
            var cross = TLanes.Subtract(
                TLanes.Add(TLanes.MultiplyLowerHalves(yUpper, w.Value), TLanes.MultiplyLowerHalves(y, w.ValueUpper)),
                TLanes.Add(
                    TLanes.MultiplyLowerHalves(TLanes.UpperHalves(estimate), _q),
                    TLanes.MultiplyLowerHalves(estimate, _qUpper)));
            var lower = TLanes.Subtract(TLanes.MultiplyLowerHalves(y, w.Value), TLanes.MultiplyLowerHalves(estimate, _q));
            return TLanes.Add(lower, TLanes.ToUpperHalves(cross));
        }

        /// <summary>From [0, 4q) to [0, q).</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Reduce(TVector x) => TLanes.SubtractWhereNotLess(TLanes.SubtractWhereNotLess(x, _twoQ), _q);

        /// <summary>(x + y, (x − y)·w), operands and results in [0, 4q).</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public (TVector Sum, TVector Product) InverseButterfly(TVector x, TVector y, in Factor w) =>
            (TLanes.SubtractWhereNotLess(TLanes.Add(x, y), FourQ),
                MultiplyLazy(TLanes.Add(TLanes.Subtract(x, y), FourQ), w));
    }
}
