using FederatedSecure.Cryptography.Lattice;

namespace FederatedSecure.Cryptography.Tests.Lattice.Support;

/// <summary>The ring as the textbook has it: slow and plain.</summary>
internal static class BruteForce
{
    /// <summary>a · b in Z_q[X]/(X^N + 1).</summary>
    public static ulong[] Multiply(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, ulong q)
    {
        var n = a.Length;
        // Products are below 2^116, so that 2^12 of each sign add up without overflow.
        var plus = new UInt128[n];
        var minus = new UInt128[n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var product = (UInt128)a[i] * b[j];
                if (i + j < n)
                {
                    plus[i + j] += product % q;
                }
                else
                {
                    minus[i + j - n] += product % q;
                }
            }
        }

        var result = new ulong[n];
        for (var i = 0; i < n; i++)
        {
            result[i] = (ulong)((plus[i] % q + q - (minus[i] % q)) % q);
        }

        return result;
    }

    /// <summary>The polynomial's value at ψ^(2·bitrev(i) + 1): what place i of the transform must hold.</summary>
    public static ulong Evaluate(ReadOnlySpan<ulong> polynomial, int place, NttTables tables)
    {
        var q = tables.Modulus;
        var reversed = 0;
        for (var bit = 1; bit < tables.Degree; bit <<= 1)
        {
            reversed = (reversed << 1) | ((place & bit) != 0 ? 1 : 0);
        }

        var x = q.Power(tables.Psi, (2 * (ulong)reversed) + 1);
        var result = 0UL;
        for (var i = polynomial.Length - 1; i >= 0; i--)
        {
            result = q.Add(q.Multiply(result, x), polynomial[i]);
        }

        return result;
    }
}
