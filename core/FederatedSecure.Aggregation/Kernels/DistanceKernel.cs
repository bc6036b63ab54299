using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FederatedSecure.Aggregation.Kernels;

/// <summary>‖x − y‖² of two rows, in double precision: thirty-two interleaved sums, added up by halves.</summary>
internal static class DistanceKernel
{
    /// <summary>Interleaved sums; rows are multiples of it.</summary>
    public const int Lanes = 32;

    public static double Squared(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        Span<double> sums = stackalloc double[Lanes];
        if (Lanes512.IsSupported)
        {
            Add<Lanes512, Vector512<float>, Vector512<double>>(x, y, sums);
        }
        else if (Lanes256.IsSupported)
        {
            Add<Lanes256, Vector256<float>, Vector256<double>>(x, y, sums);
        }
        else
        {
            AddOneByOne(x, y, sums);
        }

        for (var half = Lanes / 2; half > 0; half /= 2)
        {
            for (var i = 0; i < half; i++)
            {
                sums[i] += sums[i + half];
            }
        }

        return sums[0];
    }

    /// <summary>The definition.</summary>
    internal static void AddOneByOne(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<double> sums)
    {
        sums.Clear();
        for (var k = 0; k < x.Length; k++)
        {
            var difference = (double)x[k] - y[k];
            sums[k % Lanes] = Math.FusedMultiplyAdd(difference, difference, sums[k % Lanes]);
        }
    }

    internal static void Add<TLanes, TFloats, TDoubles>(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<double> sums)
        where TLanes : struct, ILanes<TFloats, TDoubles>
        where TFloats : struct
        where TDoubles : struct
    {
        ref var a = ref MemoryMarshal.GetReference(x);
        ref var b = ref MemoryMarshal.GetReference(y);
        ref var target = ref MemoryMarshal.GetReference(sums);
        var half = (nuint)TLanes.Count / 2;
        for (nuint phase = 0; phase < Lanes; phase += 4 * half)
        {
            TDoubles s0 = default, s1 = default, s2 = default, s3 = default;
            for (var k = phase; k < (nuint)x.Length; k += Lanes)
            {
                s0 = Add<TLanes, TFloats, TDoubles>(s0, ref a, ref b, k);
                s1 = Add<TLanes, TFloats, TDoubles>(s1, ref a, ref b, k + half);
                s2 = Add<TLanes, TFloats, TDoubles>(s2, ref a, ref b, k + (2 * half));
                s3 = Add<TLanes, TFloats, TDoubles>(s3, ref a, ref b, k + (3 * half));
            }

            TLanes.Store(s0, ref target, phase);
            TLanes.Store(s1, ref target, phase + half);
            TLanes.Store(s2, ref target, phase + (2 * half));
            TLanes.Store(s3, ref target, phase + (3 * half));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TDoubles Add<TLanes, TFloats, TDoubles>(TDoubles sum, ref float a, ref float b, nuint k)
        where TLanes : struct, ILanes<TFloats, TDoubles>
        where TFloats : struct
        where TDoubles : struct
    {
        var difference = TLanes.Subtract(TLanes.Widen(ref a, k), TLanes.Widen(ref b, k));
        return TLanes.MultiplyAdd(difference, difference, sum);
    }
}
