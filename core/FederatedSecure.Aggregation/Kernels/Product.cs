using System.Runtime.CompilerServices;

namespace FederatedSecure.Aggregation.Kernels;

/// <summary>a · b: inner products, of rows that have been scaled so that their largest elements are near 1.</summary>
internal readonly struct Product : IPairTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TFloats Add<TLanes, TFloats, TDoubles>(TFloats sum, TFloats a, TFloats b)
        where TLanes : struct, ILanes<TFloats, TDoubles>
        where TFloats : struct
        where TDoubles : struct => TLanes.MultiplyAdd(a, b, sum);

    public static float Add(float sum, float a, float b) => MathF.FusedMultiplyAdd(a, b, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Check(double sum, ReadOnlySpan<float> x, ReadOnlySpan<float> y) => sum;
}
