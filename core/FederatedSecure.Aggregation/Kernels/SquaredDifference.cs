using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FederatedSecure.Aggregation.Kernels;

/// <summary>(a − b)²: squared distances, by subtraction, so that equal rows are at distance zero exactly.</summary>
internal readonly struct SquaredDifference : IPairTerm
{
    /// <summary>Below 2⁻¹⁰⁰, squares of floats may have vanished.</summary>
    private const double Smallest = 7.888609052210118e-31;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TFloats Add<TLanes, TFloats, TDoubles>(TFloats sum, TFloats a, TFloats b)
        where TLanes : struct, ILanes<TFloats, TDoubles>
        where TFloats : struct
        where TDoubles : struct
    {
        var difference = TLanes.Subtract(a, b);
        return TLanes.MultiplyAdd(difference, difference, sum);
    }

    public static float Add(float sum, float a, float b) => MathF.FusedMultiplyAdd(a - b, a - b, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Check(double sum, ReadOnlySpan<float> x, ReadOnlySpan<float> y) =>
        sum is >= Smallest and <= float.MaxValue ? sum : InDouble(x, y);

    private static double InDouble(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        if (MemoryMarshal.AsBytes(x).SequenceEqual(MemoryMarshal.AsBytes(y)))
        {
            return 0;
        }

        var sum = 0.0;
        for (var k = 0; k < x.Length; k++)
        {
            var difference = (double)x[k] - y[k];
            sum += difference * difference;
        }

        return sum;
    }
}
