using System.Numerics;

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
            // By far the most frequent case.
            for (var i = 0; i < full; i++)
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
        var left = 0UL;
        var used = 0;
        var shift = BitOperations.TrailingZeroCount(radix);
        var isShift = BitOperations.IsPow2(radix);
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
