using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FederatedSecure.Aggregation.Reputation;

/// <summary>Inner products of float vectors in double.</summary>
internal static class InnerProducts
{
    /// <summary>Σ xᵢ·yᵢ, in sixteen interleaved sums that are added up pairwise, the remainder after them.</summary>
    internal static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        ref var left = ref MemoryMarshal.GetReference(x);
        ref var right = ref MemoryMarshal.GetReference(y);
        var (a, b, c, d) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i <= x.Length - 16; i += 16)
        {
            var (x0, x1) = Vector256.Widen(Vector256.LoadUnsafe(ref left, (nuint)i));
            var (x2, x3) = Vector256.Widen(Vector256.LoadUnsafe(ref left, (nuint)i + 8));
            var (y0, y1) = Vector256.Widen(Vector256.LoadUnsafe(ref right, (nuint)i));
            var (y2, y3) = Vector256.Widen(Vector256.LoadUnsafe(ref right, (nuint)i + 8));
            a += x0 * y0;
            b += x1 * y1;
            c += x2 * y2;
            d += x3 * y3;
        }

        var sum = (a + c) + (b + d);
        var total = (sum[0] + sum[2]) + (sum[1] + sum[3]);
        for (; i < x.Length; i++)
        {
            total += (double)x[i] * y[i];
        }

        return total;
    }
}
