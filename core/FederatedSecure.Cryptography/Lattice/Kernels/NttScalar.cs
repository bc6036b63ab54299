using System.Runtime.CompilerServices;

namespace FederatedSecure.Cryptography.Lattice.Kernels;

/// <summary>
/// The negacyclic transform, written plainly: this is the definition that the vector kernels must equal bit for bit.
/// </summary>
/// <remarks>
/// Cooley–Tukey forward, Gentleman–Sande inverse, with Shoup's multiplication by constants (Harvey, "Faster arithmetic for
/// number-theoretic transforms", 2014): for a constant w with quotient w' = ⌊w·2^64/q⌋ and any 64-bit y,
/// <c>y·w − ⌊y·w'/2^64⌋·q</c> lies in [0, 2q). A forward level maps (x, y) to (x + r, x − r + 2q): values grow by 2q a level,
/// so that after 15 levels they are below 31q &lt; 2^63 for q &lt; 2^58 and one reduction at the end is enough.
/// </remarks>
internal static class NttScalar
{
    public static void Forward(Span<ulong> values, NttTables tables)
    {
        var q = tables.Modulus.Value;
        var twoQ = 2 * q;
        var span = values.Length;
        for (var blocks = 1; blocks < values.Length; blocks *= 2)
        {
            span /= 2;
            for (var block = 0; block < blocks; block++)
            {
                var w = tables.Roots[blocks + block];
                var quotient = tables.RootQuotients[blocks + block];
                var low = values.Slice(2 * block * span, span);
                var high = values.Slice((2 * block * span) + span, span);
                for (var i = 0; i < low.Length; i++)
                {
                    var r = MultiplyLazy(high[i], w, quotient, q);
                    var x = low[i];
                    low[i] = x + r;
                    high[i] = x - r + twoQ;
                }
            }
        }

        Reduce(values, q);
    }

    public static void Inverse(Span<ulong> values, NttTables tables)
    {
        InverseUnscaled(values, tables);
        var q = tables.Modulus.Value;
        for (var i = 0; i < values.Length; i++)
        {
            var r = MultiplyLazy(values[i], tables.InverseDegree, tables.InverseDegreeQuotient, q);
            values[i] = r >= q ? r - q : r;
        }
    }

    /// <summary>The inverse without its last factor 1/N; values below 2q are taken and made.</summary>
    public static void InverseUnscaled(Span<ulong> values, NttTables tables)
    {
        var q = tables.Modulus.Value;
        var twoQ = 2 * q;
        var span = 1;
        for (var blocks = values.Length / 2; blocks >= 1; blocks /= 2)
        {
            for (var block = 0; block < blocks; block++)
            {
                var w = tables.InverseRoots[blocks + block];
                var quotient = tables.InverseRootQuotients[blocks + block];
                var low = values.Slice(2 * block * span, span);
                var high = values.Slice((2 * block * span) + span, span);
                for (var i = 0; i < low.Length; i++)
                {
                    // Both operands lie in [0, 2q).
                    var x = low[i];
                    var y = high[i];
                    var sum = x + y;
                    low[i] = sum >= twoQ ? sum - twoQ : sum;
                    high[i] = MultiplyLazy(x - y + twoQ, w, quotient, q);
                }
            }

            span *= 2;
        }
    }

    /// <summary>values[i] · factors[i] mod q in [0, 2q), for any 64-bit values.</summary>
    public static void Multiply(Span<ulong> values, ReadOnlySpan<ulong> factors, ReadOnlySpan<ulong> quotients, ulong q)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = MultiplyLazy(values[i], factors[i], quotients[i], q);
        }
    }

    /// <summary>y · w mod q in [0, 2q), for any 64-bit y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyLazy(ulong y, ulong w, ulong quotient, ulong q) => (y * w) - (Math.BigMul(y, quotient, out _) * q);

    /// <summary>Brings any 64-bit words into [0, q).</summary>
    public static void Reduce(Span<ulong> values, ulong q)
    {
        // Multiplying by the constant 1 reduces: its Shoup quotient is ⌊2^64/q⌋.
        var quotient = (ulong)((UInt128.One << 64) / q);
        for (var i = 0; i < values.Length; i++)
        {
            var r = MultiplyLazy(values[i], 1, quotient, q);
            values[i] = r >= q ? r - q : r;
        }
    }
}
