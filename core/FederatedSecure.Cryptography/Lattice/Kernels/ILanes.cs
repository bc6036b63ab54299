namespace FederatedSecure.Cryptography.Lattice.Kernels;

/// <summary>
/// What the vector kernels need from a register of 64-bit lanes. Implementations are empty structs: the compiler
/// specializes each kernel for them, so that nothing of this shows in the machine code.
/// </summary>
internal interface ILanes<TVector>
    where TVector : struct
{
    static abstract int Count { get; }

    static abstract TVector Broadcast(ulong value);

    static abstract TVector Load(ref ulong source, nuint offset);

    static abstract void Store(TVector value, ref ulong destination, nuint offset);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    /// <summary>The 64-bit products of the lower halves of the lanes.</summary>
    static abstract TVector MultiplyLowerHalves(TVector a, TVector b);

    /// <summary>Each lane shifted right by 32.</summary>
    static abstract TVector UpperHalves(TVector a);

    /// <summary>Each lane shifted left by 32.</summary>
    static abstract TVector ToUpperHalves(TVector a);

    /// <summary>a − b where a ≥ b, a elsewhere; both below 2^63.</summary>
    static abstract TVector SubtractWhereNotLess(TVector a, TVector b);

    /// <summary>
    /// Of two neighbouring registers that hold blocks of 2·<paramref name="span"/> words, the lower half of every block in
    /// one register and the upper halves in the other.
    /// </summary>
    static abstract (TVector Low, TVector High) Split(TVector first, TVector second, int span);

    /// <summary>Undoes <see cref="Split"/>.</summary>
    static abstract (TVector First, TVector Second) Join(TVector low, TVector high, int span);

    /// <summary>The constants of neighbouring blocks, from <paramref name="offset"/> on, in the lane order of <see cref="Split"/>.</summary>
    static abstract TVector LoadForSplit(ref ulong source, nuint offset, int span);
}
