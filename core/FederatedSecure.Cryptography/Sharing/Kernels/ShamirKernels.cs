using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Lattice.Kernels;

namespace FederatedSecure.Cryptography.Sharing.Kernels;

/// <summary>Many polynomials at once: row j holds the coefficients of X^j, column i belongs to word i of the secret.</summary>
internal static class ShamirKernels
{
    /// <summary>Columns per step: a tile of 32 rows stays in the innermost cache while all holders are served.</summary>
    public const int Tile = 128;

    /// <summary>values ← Σ_j rows[j] · x^j mod q for the columns of one tile, by Horner's rule.</summary>
    /// <param name="rows">Degree + 1 rows of <paramref name="width"/> words below q.</param>
    /// <param name="width">Words per row.</param>
    /// <param name="column">First column of the tile.</param>
    /// <param name="x">The point.</param>
    /// <param name="modulus">The prime q.</param>
    /// <param name="values">Receives one word below q per column.</param>
    public static void Evaluate(ReadOnlySpan<ulong> rows, int width, int column, ulong x, Modulus modulus, Span<ulong> values)
    {
        ref var source = ref MemoryMarshal.GetReference(rows);
        ref var destination = ref MemoryMarshal.GetReference(values);
        var q = new LazyModulus<Lanes256, Vector256<ulong>>(modulus.Value);
        var point = new ShoupFactor<Lanes256, Vector256<ulong>>(Vector256.Create(x), Vector256.Create(modulus.Quotient(x)));
        var last = rows.Length / width - 1;
        for (var i = 0; i < values.Length; i += Lanes256.Count)
        {
            var value = Vector256.LoadUnsafe(ref source, (nuint)((last * width) + column + i));
            for (var row = last - 1; row >= 0; row--)
            {
                // Below 4q + q, which the next multiplication takes.
                var coefficient = Vector256.LoadUnsafe(ref source, (nuint)((row * width) + column + i));
                value = row > 0
                    ? q.MultiplyLazy(value, point) + coefficient
                    : q.ReduceOnce(q.Reduce(q.MultiplyLazy(value, point)) + coefficient);
            }

            value.StoreUnsafe(ref destination, (nuint)i);
        }
    }

    /// <summary>sum ← sum + factor · words mod q.</summary>
    public static void AddScaled(Span<ulong> sum, ReadOnlySpan<ulong> words, ulong factor, Modulus modulus)
    {
        ref var source = ref MemoryMarshal.GetReference(words);
        ref var destination = ref MemoryMarshal.GetReference(sum);
        var q = new LazyModulus<Lanes256, Vector256<ulong>>(modulus.Value);
        var w = new ShoupFactor<Lanes256, Vector256<ulong>>(Vector256.Create(factor), Vector256.Create(modulus.Quotient(factor)));
        for (nuint i = 0; i < (nuint)sum.Length; i += (nuint)Lanes256.Count)
        {
            var product = q.Reduce(q.MultiplyLazy(Vector256.LoadUnsafe(ref source, i), w));
            q.ReduceOnce(Vector256.LoadUnsafe(ref destination, i) + product).StoreUnsafe(ref destination, i);
        }
    }

    /// <summary>Σ a_i · b_i mod q for at most 4096 words below q.</summary>
    public static ulong InnerProduct(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Modulus modulus)
    {
        // q < 2^58, so that 2^12 products fit 128 bits.
        var sum = UInt128.Zero;
        for (var i = 0; i < a.Length; i++)
        {
            var high = Math.BigMul(a[i], b[i], out var low);
            sum += new UInt128(high, low);
        }

        return (ulong)(sum % modulus.Value);
    }
}
