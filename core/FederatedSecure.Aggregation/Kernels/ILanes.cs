namespace FederatedSecure.Aggregation.Kernels;

/// <summary>
/// What the vector kernels need from a register of floats and one of doubles. Implementations are empty structs: the compiler
/// specializes each kernel for them, so that nothing of this shows in the machine code.
/// </summary>
internal interface ILanes<TFloats, TDoubles>
    where TFloats : struct
    where TDoubles : struct
{
    /// <summary>Floats in a register; it holds half as many doubles.</summary>
    static abstract int Count { get; }

    static abstract TFloats Load(ref float source, nuint offset);

    static abstract void Store(TFloats value, ref float destination, nuint offset);

    /// <summary>The smaller ones; of two zeros either.</summary>
    static abstract TFloats Min(TFloats a, TFloats b);

    /// <summary>The larger ones; of two zeros either.</summary>
    static abstract TFloats Max(TFloats a, TFloats b);

    static abstract TFloats Subtract(TFloats a, TFloats b);

    /// <summary>a · b + c, rounded once.</summary>
    static abstract TFloats MultiplyAdd(TFloats a, TFloats b, TFloats c);

    /// <summary>Half a register of floats, widened.</summary>
    static abstract TDoubles Widen(ref float source, nuint offset);

    /// <summary>Doubles, rounded to half a register of floats.</summary>
    static abstract void Narrow(TDoubles value, ref float destination, nuint offset);

    static abstract TDoubles Load(ref double source, nuint offset);

    static abstract void Store(TDoubles value, ref double destination, nuint offset);

    static abstract TDoubles Broadcast(double value);

    static abstract TDoubles Add(TDoubles a, TDoubles b);

    static abstract TDoubles Subtract(TDoubles a, TDoubles b);

    static abstract TDoubles Divide(TDoubles a, TDoubles b);

    /// <summary>a · b + c, rounded once.</summary>
    static abstract TDoubles MultiplyAdd(TDoubles a, TDoubles b, TDoubles c);

    /// <summary>Per lane <paramref name="yes"/> where a &gt; b, <paramref name="no"/> elsewhere.</summary>
    static abstract TDoubles SelectGreater(TDoubles a, TDoubles b, TDoubles yes, TDoubles no);

    /// <summary>Per lane 1 where a = b although x differs from y, <paramref name="marks"/> elsewhere.</summary>
    static abstract TDoubles MarkTies(TDoubles marks, TDoubles a, TDoubles b, TDoubles x, TDoubles y);
}
