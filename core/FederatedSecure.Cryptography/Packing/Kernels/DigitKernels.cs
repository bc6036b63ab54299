using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FederatedSecure.Cryptography.Packing.Kernels;

/// <summary>Values as digits of coefficients, the first lowest.</summary>
internal static class DigitKernels
{
    /// <summary>Fills as many coefficients as the values need; returns their number.</summary>
    public static int Pack(ReadOnlySpan<uint> values, int digits, ulong radix, Span<ulong> coefficients)
    {
        var full = values.Length / digits;
        if (digits == 2)
        {
            for (var i = PackPairs(values, radix, coefficients); i < full; i++)
            {
                coefficients[i] = values[2 * i] + (values[(2 * i) + 1] * radix);
            }
        }
        else
        {
            for (var i = 0; i < full; i++)
            {
                coefficients[i] = Join(values.Slice(i * digits, digits), radix);
            }
        }

        var rest = values[(full * digits)..];
        if (rest.IsEmpty)
        {
            return full;
        }

        coefficients[full] = Join(rest, radix);
        return full + 1;
    }

    /// <summary>
    /// Reads the digits back. Returns the number of coefficients they came from, and whether nothing was left above the last digit.
    /// </summary>
    public static (int Used, bool IsWhole) Unpack(ReadOnlySpan<ulong> coefficients, int digits, ulong radix, Span<ulong> values)
    {
        var shift = BitOperations.TrailingZeroCount(radix);
        var isShift = BitOperations.IsPow2(radix);
        var (used, left) = digits == 2 && isShift ? UnpackPairs(coefficients, shift, values) : (0, 0);
        values = values[(2 * used)..];
        var reciprocal = (ulong)((UInt128.One << 64) / radix);
        while (!values.IsEmpty)
        {
            var coefficient = coefficients[used++];
            var count = Math.Min(digits, values.Length);
            for (var i = 0; i < count; i++)
            {
                if (isShift)
                {
                    values[i] = coefficient & (radix - 1);
                    coefficient >>= shift;
                }
                else
                {
                    (coefficient, values[i]) = Divide(coefficient, radix, reciprocal);
                }
            }

            left |= coefficient;
            values = values[count..];
        }

        return (used, left == 0);
    }

    /// <summary>Two digits, by far the most frequent case, four coefficients at a time; returns the number of coefficients.</summary>
    private static int PackPairs(ReadOnlySpan<uint> values, ulong radix, Span<ulong> coefficients)
    {
        if (!Avx2.IsSupported || radix > uint.MaxValue)
        {
            return 0;
        }

        ref var source = ref MemoryMarshal.GetReference(values);
        ref var destination = ref MemoryMarshal.GetReference(coefficients[..(values.Length / 2)]);
        var factor = Vector256.Create(radix).AsUInt32();
        var i = 0;
        for (; i <= (values.Length / 2) - 4; i += 4)
        {
            var pairs = Vector256.LoadUnsafe(ref source, (nuint)(2 * i)).AsUInt64();
            var low = pairs & Vector256.Create(0xFFFFFFFFUL);
            (low + Avx2.Multiply((pairs >>> 32).AsUInt32(), factor)).StoreUnsafe(ref destination, (nuint)i);
        }

        return i;
    }

    /// <summary>The same back, for a radix of 2^shift. Returns the number of coefficients, and what was left above their second digits.</summary>
    private static (int Used, ulong Left) UnpackPairs(ReadOnlySpan<ulong> coefficients, int shift, Span<ulong> values)
    {
        if (!Avx2.IsSupported)
        {
            return (0, 0);
        }

        ref var source = ref MemoryMarshal.GetReference(coefficients[..(values.Length / 2)]);
        ref var destination = ref MemoryMarshal.GetReference(values);
        var mask = Vector256.Create((1UL << shift) - 1);
        var left = Vector256<ulong>.Zero;
        var i = 0;
        for (; i <= (values.Length / 2) - 4; i += 4)
        {
            var pairs = Vector256.LoadUnsafe(ref source, (nuint)i);
            var (first, second) = (pairs & mask, (pairs >>> shift) & mask);
            left |= pairs >>> (2 * shift);
            var (even, odd) = (Avx2.UnpackLow(first, second), Avx2.UnpackHigh(first, second));
            Avx2.Permute2x128(even, odd, 0x20).StoreUnsafe(ref destination, (nuint)(2 * i));
            Avx2.Permute2x128(even, odd, 0x31).StoreUnsafe(ref destination, (nuint)((2 * i) + 4));
        }

        return (i, left[0] | left[1] | left[2] | left[3]);
    }

    private static ulong Join(ReadOnlySpan<uint> digits, ulong radix)
    {
        var result = 0UL;
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            result = (result * radix) + digits[i];
        }

        return result;
    }

    private static (ulong Quotient, ulong Remainder) Divide(ulong x, ulong radix, ulong reciprocal)
    {
        // ⌊x·⌊2^64/R⌋/2^64⌋ is the quotient or one less.
        var quotient = Math.BigMul(x, reciprocal, out _);
        var remainder = x - (quotient * radix);
        return remainder >= radix ? (quotient + 1, remainder - radix) : (quotient, remainder);
    }
}
