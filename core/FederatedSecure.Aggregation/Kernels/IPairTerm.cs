namespace FederatedSecure.Aggregation.Kernels;

/// <summary>What is summed over the elements of two rows.</summary>
internal interface IPairTerm
{
    /// <summary>sum + term(a, b), the last operation with one rounding.</summary>
    static abstract TFloats Add<TLanes, TFloats, TDoubles>(TFloats sum, TFloats a, TFloats b)
        where TLanes : struct, ILanes<TFloats, TDoubles>
        where TFloats : struct
        where TDoubles : struct;

    /// <summary>The same for one element.</summary>
    static abstract float Add(float sum, float a, float b);

    /// <summary>The sum over a tile, or, where floats were too narrow for it, the same in double precision.</summary>
    static abstract double Check(double sum, ReadOnlySpan<float> x, ReadOnlySpan<float> y);
}
