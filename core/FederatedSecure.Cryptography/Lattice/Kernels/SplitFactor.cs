using System.Runtime.CompilerServices;

namespace FederatedSecure.Cryptography.Lattice.Kernels;

/// <summary>Constants below q as <see cref="SplitModulus{TLanes, TVector}"/> multiplies by them.</summary>
internal readonly struct SplitFactor<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public readonly TVector Low;
    public readonly TVector LowUpper;
    public readonly TVector High;
    public readonly TVector HighUpper;
    public readonly TVector LowQuotient;
    public readonly TVector HighQuotient;

    /// <param name="low">w.</param>
    /// <param name="high">w·2^32 mod q.</param>
    /// <param name="quotients">⌊low·2^31/q⌋, and in the upper half ⌊high·2^31/q⌋.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SplitFactor(TVector low, TVector high, TVector quotients)
    {
        Low = low;
        LowUpper = TLanes.UpperHalves(low);
        High = high;
        HighUpper = TLanes.UpperHalves(high);
        LowQuotient = quotients;
        HighQuotient = TLanes.UpperHalves(quotients);
    }
}
