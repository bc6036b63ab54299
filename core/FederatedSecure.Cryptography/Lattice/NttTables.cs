using System.Numerics;

namespace FederatedSecure.Cryptography.Lattice;

/// <summary>
/// Roots of unity for the negacyclic number-theoretic transform of Z_q[X]/(X^N + 1), in the order of Microsoft SEAL:
/// ψ is the smallest primitive 2N-th root of unity, <c>table[bitrev(i)] = ψ^i</c>, natural order in, bit-reversed out.
/// </summary>
public sealed class NttTables
{
    private NttTables(int degree, Modulus modulus, ulong psi)
    {
        Degree = degree;
        Modulus = modulus;
        Psi = psi;
        (Roots, RootQuotients) = Powers(degree, modulus, psi);
        (InverseRoots, InverseRootQuotients) = Powers(degree, modulus, modulus.Invert(psi));
        InverseRootsHigh = Array.ConvertAll(InverseRoots, w => modulus.Multiply(w, 1UL << 32));
        InverseRootSplitQuotients =
            [.. InverseRoots.Zip(InverseRootsHigh, (low, high) => (modulus.Quotient(low) >> 33) | (modulus.Quotient(high) >> 33 << 32))];
        InverseDegree = modulus.Invert((ulong)degree);
        InverseDegreeQuotient = modulus.Quotient(InverseDegree);
    }

    /// <summary>N, a power of two.</summary>
    public int Degree { get; }

    /// <summary>The prime q.</summary>
    public Modulus Modulus { get; }

    /// <summary>The smallest primitive 2N-th root of unity modulo q.</summary>
    public ulong Psi { get; }

    internal ulong[] Roots { get; }

    internal ulong[] RootQuotients { get; }

    internal ulong[] InverseRoots { get; }

    internal ulong[] InverseRootQuotients { get; }

    /// <summary>w·2^32 mod q for every inverse root w.</summary>
    internal ulong[] InverseRootsHigh { get; }

    /// <summary>⌊w·2^31/q⌋ for every inverse root w, and in the upper half the same of w·2^32 mod q.</summary>
    internal ulong[] InverseRootSplitQuotients { get; }

    internal ulong InverseDegree { get; }

    internal ulong InverseDegreeQuotient { get; }

    /// <param name="degree">N: a power of two from 4 to 32,768.</param>
    /// <param name="modulus">A prime q ≡ 1 mod 2N.</param>
    /// <exception cref="ArgumentException">The pair has no negacyclic transform.</exception>
    public static NttTables Create(int degree, Modulus modulus)
    {
        if (degree is < 4 or > 32_768 || !BitOperations.IsPow2(degree))
        {
            throw new ArgumentException($"The degree is a power of two from 4 to 32768; {degree} is not.", nameof(degree));
        }

        if ((modulus.Value - 1) % (2 * (ulong)degree) != 0)
        {
            throw new ArgumentException(
                $"q = {modulus.Value} has no 2N-th root of unity for N = {degree}: take a prime q with q mod {2 * degree} = 1.",
                nameof(modulus));
        }

        return new NttTables(degree, modulus, SmallestPrimitiveRoot(degree, modulus));
    }

    private static ulong SmallestPrimitiveRoot(int degree, Modulus modulus)
    {
        var order = 2 * (ulong)degree;
        var cofactor = (modulus.Value - 1) / order;
        var root = 0UL;
        for (var candidate = 2UL; root == 0; candidate++)
        {
            var power = modulus.Power(candidate, cofactor);
            // Of order exactly 2N when its N-th power is −1.
            if (modulus.Power(power, (ulong)degree) == modulus.Value - 1)
            {
                root = power;
            }
        }

        // The primitive roots are the odd powers of any one of them.
        var smallest = root;
        var square = modulus.Multiply(root, root);
        var current = root;
        for (var i = 1; i < degree; i++)
        {
            current = modulus.Multiply(current, square);
            smallest = Math.Min(smallest, current);
        }

        return smallest;
    }

    private static (ulong[] Roots, ulong[] Quotients) Powers(int degree, Modulus modulus, ulong psi)
    {
        var roots = new ulong[degree];
        var quotients = new ulong[degree];
        var shift = 32 - BitOperations.Log2((uint)degree);
        var power = 1UL;
        for (var i = 0; i < degree; i++)
        {
            var reversed = (int)(ReverseBits((uint)i) >> shift);
            roots[reversed] = power;
            quotients[reversed] = modulus.Quotient(power);
            power = modulus.Multiply(power, psi);
        }

        return (roots, quotients);
    }

    private static uint ReverseBits(uint x)
    {
        x = ((x >> 1) & 0x55555555) | ((x & 0x55555555) << 1);
        x = ((x >> 2) & 0x33333333) | ((x & 0x33333333) << 2);
        x = ((x >> 4) & 0x0F0F0F0F) | ((x & 0x0F0F0F0F) << 4);
        return System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(x);
    }
}
