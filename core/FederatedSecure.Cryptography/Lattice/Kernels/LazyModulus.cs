using System.Runtime.CompilerServices;

namespace FederatedSecure.Cryptography.Lattice.Kernels;

/// <summary>Arithmetic modulo q on registers, with results that are reduced only as far as the next step needs.</summary>
internal readonly struct LazyModulus<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public readonly TVector FourQ;
    private readonly TVector _q;
    private readonly TVector _qUpper;
    private readonly TVector _twoQ;

    public LazyModulus(ulong q)
    {
        _q = TLanes.Broadcast(q);
        _qUpper = TLanes.UpperHalves(_q);
        _twoQ = TLanes.Broadcast(2 * q);
        FourQ = TLanes.Broadcast(4 * q);
    }

    /// <summary>y · w mod q in [0, 4q), for any 64-bit y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector MultiplyLazy(TVector y, in ShoupFactor<TLanes, TVector> w)
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
    public TVector Reduce(TVector x) => ReduceOnce(TLanes.SubtractWhereNotLess(x, _twoQ));

    /// <summary>From [0, 2q) to [0, q).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector ReduceOnce(TVector x) => TLanes.SubtractWhereNotLess(x, _q);
}
