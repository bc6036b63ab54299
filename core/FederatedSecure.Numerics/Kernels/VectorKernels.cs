using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FederatedSecure.Numerics;

/// <summary>Loops over long vectors. Sums are accumulated in double precision.</summary>
public static class VectorKernels
{
    /// <summary>True if no element is NaN or infinite.</summary>
    public static bool AllFinite(ReadOnlySpan<float> x)
    {
        // A float is finite when its exponent is not all ones.
        const uint exponent = 0x7F80_0000;
        var bits = MemoryMarshal.Cast<float, uint>(x);
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref var start = ref MemoryMarshal.GetReference(bits);
            var mask = Vector256.Create(exponent);
            for (; i <= bits.Length - Vector256<uint>.Count; i += Vector256<uint>.Count)
            {
                if (Vector256.EqualsAny(Vector256.LoadUnsafe(ref start, (nuint)i) & mask, mask))
                {
                    return false;
                }
            }
        }

        for (; i < bits.Length; i++)
        {
            if ((bits[i] & exponent) == exponent)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Σ xᵢ², in four interleaved double sums that are added up in a fixed order, so that the result does not depend on the
    /// machine's vector width.
    /// </summary>
    public static double SquaredNorm(ReadOnlySpan<float> x)
    {
        var sum = Vector256<double>.Zero;
        var i = 0;
        ref var start = ref MemoryMarshal.GetReference(x);
        for (; i <= x.Length - 4; i += 4)
        {
            var v = Widen(Vector128.LoadUnsafe(ref start, (nuint)i));
            sum += v * v;
        }

        var total = sum[0] + sum[1] + (sum[2] + sum[3]);
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
        ref var destination = ref MemoryMarshal.GetReference(accumulator);
        var factor = Vector256.Create(scale);
        var i = 0;
        for (; i <= x.Length - 4; i += 4)
        {
            var sum = Vector256.LoadUnsafe(ref destination, (nuint)i) + (Widen(Vector128.LoadUnsafe(ref source, (nuint)i)) * factor);
            sum.StoreUnsafe(ref destination, (nuint)i);
        }

        for (; i < x.Length; i++)
        {
            accumulator[i] += x[i] * scale;
        }
    }

    /// <summary>destination = (float)(scale · x).</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void ScaleTo(ReadOnlySpan<double> x, double scale, Span<float> destination)
    {
        RequireSameLength(x.Length, destination.Length);
        for (var i = 0; i < x.Length; i++)
        {
            destination[i] = (float)(x[i] * scale);
        }
    }

    /// <summary>destination = x − y.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Subtract(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> destination)
    {
        RequireSameLength(x.Length, y.Length);
        TensorPrimitives.Subtract(x, y, destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Widen(Vector128<float> x)
    {
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
