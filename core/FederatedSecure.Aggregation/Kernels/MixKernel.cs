using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FederatedSecure.Aggregation.Kernels;

/// <summary>
/// A matrix of weights times a tile, in double precision: result_r = (Σ_k w_rk x_k) / c_r, each product added with one
/// rounding, in the order of k, and the quotient rounded to float.
/// </summary>
internal static class MixKernel
{
    /// <summary>Columns that the widest registers take at once.</summary>
    public const int MostLanes = 16;

    private const int RowBlock = 4;

    /// <param name="weights">rows × points.</param>
    /// <param name="divisors">One per row.</param>
    /// <param name="points">The points' elements.</param>
    /// <param name="stride">From one point, or row of the result, to the next.</param>
    /// <param name="width">Columns, a multiple of <see cref="MostLanes"/>.</param>
    /// <param name="wide">Space for points × <see cref="MostLanes"/> doubles.</param>
    /// <param name="result">The rows.</param>
    public static void Mix(
        ReadOnlySpan<double> weights, ReadOnlySpan<double> divisors, ReadOnlySpan<float> points, int stride, int width, Span<double> wide, Span<float> result)
    {
        if (Lanes512.IsSupported)
        {
            Mix<Lanes512, Vector512<float>, Vector512<double>>(weights, divisors, points, stride, width, wide, result);
        }
        else if (Lanes256.IsSupported)
        {
            Mix<Lanes256, Vector256<float>, Vector256<double>>(weights, divisors, points, stride, width, wide, result);
        }
        else
        {
            MixOneByOne(weights, divisors, points, stride, width, result);
        }
    }

    /// <summary>The definition.</summary>
    internal static void MixOneByOne(
        ReadOnlySpan<double> weights, ReadOnlySpan<double> divisors, ReadOnlySpan<float> points, int stride, int width, Span<float> result)
    {
        var count = weights.Length / divisors.Length;
        for (var row = 0; row < divisors.Length; row++)
        {
            for (var c = 0; c < width; c++)
            {
                var sum = 0.0;
                for (var k = 0; k < count; k++)
                {
                    sum = Math.FusedMultiplyAdd(weights[(row * count) + k], points[(k * stride) + c], sum);
                }

                result[(row * stride) + c] = (float)(sum / divisors[row]);
            }
        }
    }

    internal static void Mix<TLanes, TFloats, TDoubles>(
        ReadOnlySpan<double> weights, ReadOnlySpan<double> divisors, ReadOnlySpan<float> points, int stride, int width, Span<double> wide, Span<float> result)
        where TLanes : struct, ILanes<TFloats, TDoubles>
        where TFloats : struct
        where TDoubles : struct
    {
        var count = weights.Length / divisors.Length;
        var panel = TLanes.Count;
        for (var c = 0; c < width; c += panel)
        {
            // Two registers of each point, one point after the other: what the loop below reads lies together.
            ref var source = ref Unsafe.Add(ref MemoryMarshal.GetReference(points), c);
            ref var x = ref MemoryMarshal.GetReference(wide);
            for (var k = 0; k < count; k++)
            {
                TLanes.Store(TLanes.Widen(ref source, (nuint)(k * stride)), ref x, (nuint)(k * panel));
                TLanes.Store(TLanes.Widen(ref source, (nuint)((k * stride) + (panel / 2))), ref x, (nuint)((k * panel) + (panel / 2)));
            }

            ref var w = ref MemoryMarshal.GetReference(weights);
            ref var y = ref Unsafe.Add(ref MemoryMarshal.GetReference(result), c);
            var row = 0;
            for (; row <= divisors.Length - RowBlock; row += RowBlock)
            {
                Four<TLanes, TFloats, TDoubles>(
                    ref Unsafe.Add(ref w, row * count), count, ref x, divisors.Slice(row, RowBlock), ref Unsafe.Add(ref y, row * stride), stride);
            }

            for (; row < divisors.Length; row++)
            {
                One<TLanes, TFloats, TDoubles>(ref Unsafe.Add(ref w, row * count), count, ref x, divisors[row], ref Unsafe.Add(ref y, row * stride));
            }
        }
    }

    private static void Four<TLanes, TFloats, TDoubles>(ref double w, int points, ref double x, ReadOnlySpan<double> divisors, ref float y, int stride)
        where TLanes : struct, ILanes<TFloats, TDoubles>
        where TFloats : struct
        where TDoubles : struct
    {
        TDoubles s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default;
        var half = TLanes.Count / 2;
        ref var w1 = ref Unsafe.Add(ref w, points);
        ref var w2 = ref Unsafe.Add(ref w1, points);
        ref var w3 = ref Unsafe.Add(ref w2, points);
        for (var k = 0; k < points; k++)
        {
            var (a, b) = (TLanes.Load(ref x, (nuint)(2 * k * half)), TLanes.Load(ref x, (nuint)(((2 * k) + 1) * half)));
            var weight = TLanes.Broadcast(Unsafe.Add(ref w, k));
            s00 = TLanes.MultiplyAdd(weight, a, s00);
            s01 = TLanes.MultiplyAdd(weight, b, s01);
            weight = TLanes.Broadcast(Unsafe.Add(ref w1, k));
            s10 = TLanes.MultiplyAdd(weight, a, s10);
            s11 = TLanes.MultiplyAdd(weight, b, s11);
            weight = TLanes.Broadcast(Unsafe.Add(ref w2, k));
            s20 = TLanes.MultiplyAdd(weight, a, s20);
            s21 = TLanes.MultiplyAdd(weight, b, s21);
            weight = TLanes.Broadcast(Unsafe.Add(ref w3, k));
            s30 = TLanes.MultiplyAdd(weight, a, s30);
            s31 = TLanes.MultiplyAdd(weight, b, s31);
        }

        Finish<TLanes, TFloats, TDoubles>(s00, s01, divisors[0], ref y, 0);
        Finish<TLanes, TFloats, TDoubles>(s10, s11, divisors[1], ref y, stride);
        Finish<TLanes, TFloats, TDoubles>(s20, s21, divisors[2], ref y, 2 * stride);
        Finish<TLanes, TFloats, TDoubles>(s30, s31, divisors[3], ref y, 3 * stride);
    }

    private static void One<TLanes, TFloats, TDoubles>(ref double w, int points, ref double x, double divisor, ref float y)
        where TLanes : struct, ILanes<TFloats, TDoubles>
        where TFloats : struct
        where TDoubles : struct
    {
        TDoubles s0 = default, s1 = default;
        var half = TLanes.Count / 2;
        for (var k = 0; k < points; k++)
        {
            var weight = TLanes.Broadcast(Unsafe.Add(ref w, k));
            s0 = TLanes.MultiplyAdd(weight, TLanes.Load(ref x, (nuint)(2 * k * half)), s0);
            s1 = TLanes.MultiplyAdd(weight, TLanes.Load(ref x, (nuint)(((2 * k) + 1) * half)), s1);
        }

        Finish<TLanes, TFloats, TDoubles>(s0, s1, divisor, ref y, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TLanes, TFloats, TDoubles>(TDoubles first, TDoubles second, double divisor, ref float y, int offset)
        where TLanes : struct, ILanes<TFloats, TDoubles>
        where TFloats : struct
        where TDoubles : struct
    {
        var divisors = TLanes.Broadcast(divisor);
        TLanes.Narrow(TLanes.Divide(first, divisors), ref y, (nuint)offset);
        TLanes.Narrow(TLanes.Divide(second, divisors), ref y, (nuint)(offset + (TLanes.Count / 2)));
    }
}
