using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Lattice.Kernels;
using FederatedSecure.Cryptography.Sharing.Kernels;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Sharing;

/// <summary>
/// Shamir's secret sharing of every word of a one-time secret, modulo q: word i is the value at 0 of a random polynomial of
/// degree t − 1, holder x gets its value at x.
/// </summary>
/// <remarks>
/// <para>Guaranteed: any t shares give the secret; any t − 1 of them are uniform whatever the secret is, and say nothing about
/// it, whatever the computing power. Shares add up: the sums of the holders' shares are shares of the sum of the secrets.</para>
/// <para>Not guaranteed: that a dealer's shares lie on polynomials. Opening shows it, as the noise of the opened sum is wrong.</para>
/// <para>A. Shamir, "How to share a secret", 1979.</para>
/// </remarks>
public static class SecretSharing
{
    /// <summary>More sites than this choose a committee.</summary>
    public const int MaximumHolders = 32;

    /// <summary>The threshold that a plan takes where nothing else is said: ⌊2m/3⌋ + 1.</summary>
    public static int DefaultThreshold(int holders) => (2 * holders / 3) + 1;

    /// <summary>Deals shares to the holders 1 … m.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="threshold">t: shares that open, from 1 to m. A plan's rule is t &gt; m/2.</param>
    /// <param name="holders">m, from 1 to 32.</param>
    /// <param name="random">A cryptographic source in production.</param>
    /// <returns>The shares, in the order of the holders; the caller disposes of them.</returns>
    /// <exception cref="ArgumentOutOfRangeException">t or m is outside its range.</exception>
    public static ImmutableArray<SecretShare> Split(OneTimeSecret secret, int threshold, int holders, IRandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(holders, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(holders, MaximumHolders);
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threshold, holders);
        var parameters = secret.Parameters;
        var width = parameters.Degree;
        var rows = GC.AllocateUninitializedArray<ulong>(threshold * width, pinned: true);
        try
        {
            secret.Words.CopyTo(rows);
            UniformWords.Fill(random, rows.AsSpan(width), parameters.Modulus);
            var shares = Enumerable.Range(1, holders).Select(x => new SecretShare(parameters, x)).ToImmutableArray();
            for (var column = 0; column < width; column += ShamirKernels.Tile)
            {
                foreach (var share in shares)
                {
                    var values = share.Words.Slice(column, ShamirKernels.Tile);
                    ShamirKernels.Evaluate(rows, width, column, (ulong)share.Holder, parameters.Modulus, values);
                }
            }

            return shares;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(rows.AsSpan()));
        }
    }
}
