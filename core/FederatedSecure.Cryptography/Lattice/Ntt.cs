using System.Runtime.Intrinsics;
using FederatedSecure.Cryptography.Lattice.Kernels;

namespace FederatedSecure.Cryptography.Lattice;

/// <summary>
/// The negacyclic number-theoretic transform of Z_q[X]/(X^N + 1). Coefficients in natural order, transformed values in
/// bit-reversed order, as Microsoft SEAL keeps them.
/// </summary>
/// <example>For N = 4, q = 17: ψ = 2, and [1, 0, 0, 0] transforms to [1, 1, 1, 1].</example>
public static class Ntt
{
    /// <summary>Transforms in place. Any 64-bit words below 2^58 are taken, results are below q.</summary>
    /// <exception cref="ArgumentException">The length is not N.</exception>
    public static void Forward(Span<ulong> values, NttTables tables)
    {
        CheckLength(values, tables);
        if (Vector512.IsHardwareAccelerated && values.Length >= 2 * Lanes512.Count)
        {
            NttVector<Lanes512, Vector512<ulong>>.Forward(values, tables);
        }
        else if (Vector256.IsHardwareAccelerated && values.Length >= 2 * Lanes256.Count)
        {
            NttVector<Lanes256, Vector256<ulong>>.Forward(values, tables);
        }
        else
        {
            NttScalar.Forward(values, tables);
        }
    }

    /// <summary>Transforms back in place. Values below q are taken and made.</summary>
    /// <exception cref="ArgumentException">The length is not N.</exception>
    public static void Inverse(Span<ulong> values, NttTables tables)
    {
        CheckLength(values, tables);
        if (Vector512.IsHardwareAccelerated && values.Length >= 2 * Lanes512.Count)
        {
            NttVector<Lanes512, Vector512<ulong>>.Inverse(values, tables);
        }
        else if (Vector256.IsHardwareAccelerated && values.Length >= 2 * Lanes256.Count)
        {
            NttVector<Lanes256, Vector256<ulong>>.Inverse(values, tables);
        }
        else
        {
            NttScalar.Inverse(values, tables);
        }
    }

    /// <summary>
    /// INTT(values ∘ factors): values in transformed form times a constant, transformed back, in place. The factor 1/N of the
    /// inverse is part of the constant.
    /// </summary>
    internal static void MultiplyInverse(Span<ulong> values, ShoupVector factors, NttTables tables)
    {
        CheckLength(values, tables);
        CheckLength(factors.Values, tables);
        var q = tables.Modulus.Value;
        if (Vector512.IsHardwareAccelerated && values.Length >= 2 * Lanes512.Count)
        {
            NttVector<Lanes512, Vector512<ulong>>.Multiply(values, factors.Values, factors.Quotients, q);
            NttVector<Lanes512, Vector512<ulong>>.InverseUnscaled(values, tables);
        }
        else if (Vector256.IsHardwareAccelerated && values.Length >= 2 * Lanes256.Count)
        {
            NttVector<Lanes256, Vector256<ulong>>.Multiply(values, factors.Values, factors.Quotients, q);
            NttVector<Lanes256, Vector256<ulong>>.InverseUnscaled(values, tables);
        }
        else
        {
            NttScalar.Multiply(values, factors.Values, factors.Quotients, q);
            NttScalar.InverseUnscaled(values, tables);
        }

        RingKernels.ReduceFromEightQ(values, q);
    }

    private static void CheckLength(ReadOnlySpan<ulong> values, NttTables tables)
    {
        if (values.Length != tables.Degree)
        {
            throw new ArgumentException($"The transform takes N = {tables.Degree} values; {values.Length} were given.", nameof(values));
        }
    }
}
