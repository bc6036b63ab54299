using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FederatedSecure.Numerics;

/// <summary>
/// Loops over long vectors, at the speed of memory. Sums are accumulated in double precision, and every result is the same to
/// the last bit on every machine: products are rounded before they are added, and the order of additions is fixed.
/// </summary>
public static class VectorKernels
{
    /// <summary>Number of interleaved sums in <see cref="SquaredNorm"/>: four independent additions hide each other's latency.</summary>
    internal const int NormLanes = 16;

    /// <summary>True if no element is NaN or infinite.</summary>
    public static bool AllFinite(ReadOnlySpan<float> x)
    {
        // A float is finite when its exponent is not all ones, that is when the bits without the sign are below infinity's.
        const uint magnitude = 0x7FFF_FFFF;
        const uint infinity = 0x7F80_0000;
        var bits = MemoryMarshal.Cast<float, uint>(x);
        ref var start = ref MemoryMarshal.GetReference(bits);
        var unsigned = Vector256.Create(magnitude);
        var limit = Vector256.Create(infinity).AsInt32();
        var i = 0;
        for (; i <= bits.Length - (4 * Vector256<uint>.Count); i += 4 * Vector256<uint>.Count)
        {
            var largest = Vector256.Max(
                Vector256.Max(Magnitude(ref start, i, unsigned), Magnitude(ref start, i + 8, unsigned)),
                Vector256.Max(Magnitude(ref start, i + 16, unsigned), Magnitude(ref start, i + 24, unsigned)));
            if (Vector256.GreaterThanOrEqualAny(largest, limit))
            {
                return false;
            }
        }

        return ScalarKernels.AllFinite(x[i..]);
    }

    /// <summary>
    /// Σ xᵢ², in sixteen interleaved sums that are added up pairwise, the remainder after them.
    /// </summary>
    public static double SquaredNorm(ReadOnlySpan<float> x)
    {
        ref var start = ref MemoryMarshal.GetReference(x);
        var (a, b, c, d) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i <= x.Length - NormLanes; i += NormLanes)
        {
            a += Square(Widen(ref start, i));
            b += Square(Widen(ref start, i + 4));
            c += Square(Widen(ref start, i + 8));
            d += Square(Widen(ref start, i + 12));
        }

        var sum = (a + c) + (b + d);
        var total = (sum[0] + sum[2]) + (sum[1] + sum[3]);
        for (; i < x.Length; i++)
        {
            total += (double)x[i] * x[i];
        }

        return total;
    }

    /// <summary>accumulator += scale · x, each product rounded to double before it is added.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void AddScaled(Span<double> accumulator, ReadOnlySpan<float> x, double scale)
    {
        RequireSameLength(accumulator.Length, x.Length);
        ref var source = ref MemoryMarshal.GetReference(x);
        ref var sums = ref MemoryMarshal.GetReference(accumulator);
        var factor = Vector256.Create(scale);
        var i = 0;
        for (; i <= x.Length - 8; i += 8)
        {
            var first = Vector256.LoadUnsafe(ref sums, (nuint)i) + (Widen(ref source, i) * factor);
            var second = Vector256.LoadUnsafe(ref sums, (nuint)i + 4) + (Widen(ref source, i + 4) * factor);
            first.StoreUnsafe(ref sums, (nuint)i);
            second.StoreUnsafe(ref sums, (nuint)i + 4);
        }

        ScalarKernels.AddScaled(accumulator[i..], x[i..], scale);
    }

    /// <summary>destination = (float)(scale · x), rounded to the nearest, ties to even.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void ScaleTo(ReadOnlySpan<double> x, double scale, Span<float> destination)
    {
        RequireSameLength(x.Length, destination.Length);
        ref var source = ref MemoryMarshal.GetReference(x);
        ref var target = ref MemoryMarshal.GetReference(destination);
        var factor = Vector256.Create(scale);
        var i = 0;
        for (; i <= x.Length - 8; i += 8)
        {
            Vector256.Narrow(
                Vector256.LoadUnsafe(ref source, (nuint)i) * factor,
                Vector256.LoadUnsafe(ref source, (nuint)i + 4) * factor).StoreUnsafe(ref target, (nuint)i);
        }

        ScalarKernels.ScaleTo(x[i..], scale, destination[i..]);
    }

    /// <summary>destination = (float)(x / divisor), rounded to the nearest, ties to even.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void DivideTo(ReadOnlySpan<double> x, double divisor, Span<float> destination)
    {
        RequireSameLength(x.Length, destination.Length);
        ref var source = ref MemoryMarshal.GetReference(x);
        ref var target = ref MemoryMarshal.GetReference(destination);
        var divisors = Vector256.Create(divisor);
        var i = 0;
        for (; i <= x.Length - 8; i += 8)
        {
            Vector256.Narrow(
                Vector256.LoadUnsafe(ref source, (nuint)i) / divisors,
                Vector256.LoadUnsafe(ref source, (nuint)i + 4) / divisors).StoreUnsafe(ref target, (nuint)i);
        }

        ScalarKernels.DivideTo(x[i..], divisor, destination[i..]);
    }

    /// <summary>destination = x − y.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Subtract(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> destination)
    {
        RequireSameLength(x.Length, y.Length);
        RequireSameLength(x.Length, destination.Length);
        TensorPrimitives.Subtract(x, y, destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Magnitude(ref uint start, int index, Vector256<uint> unsigned) =>
        (Vector256.LoadUnsafe(ref start, (nuint)index) & unsigned).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Square(Vector256<double> x) => x * x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Widen(ref float start, int index)
    {
        var x = Vector128.LoadUnsafe(ref start, (nuint)index);
        if (Avx.IsSupported)
        {
            // One instruction instead of three; the portable form is not recognised as such.
            return Avx.ConvertToVector256Double(x);
        }

        var (lower, upper) = Vector128.Widen(x);
        return Vector256.Create(lower, upper);
    }

    private static void RequireSameLength(int a, int b)
    {
        if (a != b)
        {
            throw new ArgumentException($"Vectors of {a} and {b} elements do not go together.");
        }
    }
}
