using System.Runtime.CompilerServices;

namespace FederatedSecure.Cryptography.Lattice.Kernels;

/// <summary>Constants below q and their Shoup quotients, each with its upper halves at hand.</summary>
internal readonly struct ShoupFactor<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public readonly TVector Value;
    public readonly TVector ValueUpper;
    public readonly TVector Quotient;
    public readonly TVector QuotientUpper;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ShoupFactor(TVector value, TVector quotient)
    {
        Value = value;
        ValueUpper = TLanes.UpperHalves(value);
        Quotient = quotient;
        QuotientUpper = TLanes.UpperHalves(quotient);
    }
}
