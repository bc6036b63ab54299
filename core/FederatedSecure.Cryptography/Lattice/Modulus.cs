using System.Numerics;

namespace FederatedSecure.Cryptography.Lattice;

/// <summary>
/// A prime below 2^58 and arithmetic modulo it. Six spare bits in a 64-bit word are what lets the forward transform run
/// without a single conditional correction (see <see cref="Kernels.NttScalar"/>).
/// </summary>
public sealed class Modulus
{
    /// <summary>Primes must stay below 2^58.</summary>
    public const int MaximumBits = 58;

    /// <param name="value">An odd prime below 2^58.</param>
    /// <exception cref="ArgumentException">The value is out of range or not prime.</exception>
    public Modulus(ulong value)
    {
        if (value < 3 || value >= 1UL << MaximumBits)
        {
            throw new ArgumentException($"A ring modulus lies between 3 and 2^{MaximumBits}; {value} does not.", nameof(value));
        }

        Value = value;
        if (!IsPrime(value))
        {
            throw new ArgumentException($"A ring modulus is prime; {value} is not.", nameof(value));
        }
    }

    /// <summary>The prime q.</summary>
    public ulong Value { get; }

    /// <summary>Number of bits of q.</summary>
    public int Bits => 64 - BitOperations.LeadingZeroCount(Value);

    /// <summary>a + b mod q for reduced operands.</summary>
    public ulong Add(ulong a, ulong b)
    {
        var sum = a + b;
        return sum >= Value ? sum - Value : sum;
    }

    /// <summary>a − b mod q for reduced operands.</summary>
    public ulong Subtract(ulong a, ulong b) => a >= b ? a - b : a + Value - b;

    /// <summary>−a mod q for a reduced operand.</summary>
    public ulong Negate(ulong a) => a == 0 ? 0 : Value - a;

    /// <summary>a · b mod q for any two words.</summary>
    public ulong Multiply(ulong a, ulong b) => (ulong)((UInt128)a * b % Value);

    /// <summary>a^e mod q.</summary>
    public ulong Power(ulong a, ulong exponent)
    {
        var result = 1UL;
        for (var square = a % Value; exponent != 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
            {
                result = Multiply(result, square);
            }

            square = Multiply(square, square);
        }

        return result;
    }

    /// <summary>The inverse of a modulo q.</summary>
    /// <exception cref="ArgumentException">a is zero modulo q.</exception>
    public ulong Invert(ulong a)
    {
        if (a % Value == 0)
        {
            throw new ArgumentException("Zero has no inverse.", nameof(a));
        }

        return Power(a, Value - 2);
    }

    /// <summary>⌊w · 2^64 / q⌋, the precomputed quotient of Shoup's multiplication by a constant w &lt; q.</summary>
    public ulong Quotient(ulong w) => (ulong)(((UInt128)w << 64) / Value);

    /// <summary>
    /// Miller–Rabin with the first twelve primes as bases, which is exact below 3.3 · 10^24 (Sorenson and Webster 2015).
    /// </summary>
    private bool IsPrime(ulong n)
    {
        ReadOnlySpan<ulong> bases = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
        foreach (var p in bases)
        {
            if (n % p == 0)
            {
                return n == p;
            }
        }

        var twos = BitOperations.TrailingZeroCount(n - 1);
        foreach (var p in bases)
        {
            var x = Power(p, (n - 1) >> twos);
            if (x == 1 || x == n - 1)
            {
                continue;
            }

            var composite = true;
            for (var i = 1; i < twos && composite; i++)
            {
                x = Multiply(x, x);
                composite = x != n - 1;
            }

            if (composite)
            {
                return false;
            }
        }

        return true;
    }
}
