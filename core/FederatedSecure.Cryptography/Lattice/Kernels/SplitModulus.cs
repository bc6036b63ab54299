using System.Runtime.CompilerServices;

namespace FederatedSecure.Cryptography.Lattice.Kernels;

/// <summary>
/// Multiplication by tabulated constants modulo q with eight products of 32 bits, where Shoup's takes nine
/// (<see cref="LazyModulus{TLanes, TVector}"/>) and a fifth more steps in all. Three words of table per constant instead of two.
/// </summary>
/// <remarks>
/// With y = y0 + y1·2^32 and w' = w·2^32 mod q, y·w ≡ T = y0·w + y1·w'. Half its quotient by q is estimated as
/// e = ⌊(y0·⌊w·2^31/q⌋ + y1·⌊w'·2^31/q⌋) / 2^32⌋: the sum stays below 2^64, e below 2^32, and T/2q − e lies in
/// [0, (y0 + y1)/2^32 + 1). So T − e·2q lies in [0, 5q) for y below 2^63.
/// </remarks>
internal readonly struct SplitModulus<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private readonly TVector _fiveQ;
    private readonly TVector _twoQ;
    private readonly TVector _twoQUpper;

    public SplitModulus(ulong q)
    {
        _fiveQ = TLanes.Broadcast(5 * q);
        _twoQ = TLanes.Broadcast(2 * q);
        _twoQUpper = TLanes.UpperHalves(_twoQ);
    }

    /// <summary>y · w mod q in [0, 5q), for y below 2^63.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector MultiplyLazy(TVector y, in SplitFactor<TLanes, TVector> w)
    {
        var yUpper = TLanes.UpperHalves(y);
        var estimate = TLanes.UpperHalves(TLanes.Add(
            TLanes.MultiplyLowerHalves(y, w.LowQuotient),
            TLanes.MultiplyLowerHalves(yUpper, w.HighQuotient)));

        // Both T and e·2q are needed modulo 2^64 only, and their cross terms modulo 2^32.
        var cross = TLanes.Subtract(
            TLanes.Add(TLanes.MultiplyLowerHalves(y, w.LowUpper), TLanes.MultiplyLowerHalves(yUpper, w.HighUpper)),
            TLanes.MultiplyLowerHalves(estimate, _twoQUpper));
        var lower = TLanes.Subtract(
            TLanes.Add(TLanes.MultiplyLowerHalves(y, w.Low), TLanes.MultiplyLowerHalves(yUpper, w.High)),
            TLanes.MultiplyLowerHalves(estimate, _twoQ));
        return TLanes.Add(lower, TLanes.ToUpperHalves(cross));
    }

    /// <summary>(x + y, (x − y)·w), operands and results in [0, 5q).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (TVector Sum, TVector Product) InverseButterfly(TVector x, TVector y, in SplitFactor<TLanes, TVector> w) =>
        (TLanes.SubtractWhereNotLess(TLanes.Add(x, y), _fiveQ),
            MultiplyLazy(TLanes.Add(TLanes.Subtract(x, y), _fiveQ), w));
}
