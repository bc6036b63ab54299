using System.Collections.Immutable;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Sharing;

/// <summary>
/// Shamir's secret sharing of one word modulo a prime q: the reference that <see cref="SecretSharing"/>, which shares a whole
/// polynomial, does word by word.
/// </summary>
public static class ShamirScheme
{
    /// <summary>Shares a secret.</summary>
    /// <param name="secret">A word below q.</param>
    /// <param name="threshold">t: shares that give the secret, from 1 to <paramref name="holders"/>.</param>
    /// <param name="holders">m: number of shares, below q.</param>
    /// <param name="modulus">The prime q.</param>
    /// <param name="random">A cryptographic source in production.</param>
    /// <returns>The points (x, f(x)), x = 1 … m.</returns>
    /// <exception cref="ArgumentException">An argument is out of its range.</exception>
    public static ImmutableArray<(ulong X, ulong Y)> Split(ulong secret, int threshold, int holders, Modulus modulus, IRandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threshold, holders);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)holders, modulus.Value, nameof(holders));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(secret, modulus.Value);
        var coefficients = new ulong[threshold];
        coefficients[0] = secret;
        for (var i = 1; i < threshold; i++)
        {
            coefficients[i] = Uniform(modulus, random);
        }

        var polynomial = new ModularPolynomial(coefficients, modulus);
        return [.. Enumerable.Range(1, holders).Select(x => ((ulong)x, polynomial.Evaluate((ulong)x)))];
    }

    /// <summary>Opens a secret, and names the shares that are wrong.</summary>
    /// <param name="shares">Points with different x from 1 to q − 1; at least t.</param>
    /// <param name="threshold">t.</param>
    /// <param name="modulus">The prime q.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer than t shares, an x stands twice or is 0, a value is not below q, or more than ⌊(n − t)/2⌋ of the shares
    /// are wrong, so that no secret is certain.
    /// </exception>
    public static (ulong Secret, ImmutableArray<ulong> Wrong) Combine(IReadOnlyList<(ulong X, ulong Y)> shares, int threshold, Modulus modulus)
    {
        if (shares.Count < threshold)
        {
            throw new ArgumentException($"{shares.Count} shares do not open a secret with threshold {threshold}.", nameof(shares));
        }

        if (shares.Any(share => share.X == 0 || share.X >= modulus.Value || share.Y >= modulus.Value) || shares.DistinctBy(share => share.X).Count() != shares.Count)
        {
            throw new ArgumentException("Shares have different x from 1 to q - 1, and y below q.", nameof(shares));
        }

        Point[] points = [.. shares.Select(share => new Point(share.X, share.Y))];
        var polynomial = ReedSolomon.Decode(points, threshold, modulus)
            ?? throw new ArgumentException(
                $"More than {(shares.Count - threshold) / 2} of these {shares.Count} shares are wrong: get more of them.", nameof(shares));
        return (polynomial.Evaluate(0), [.. points.Where(point => polynomial.Evaluate(point.X) != point.Y).Select(point => point.X)]);
    }

    private static ulong Uniform(Modulus modulus, IRandomSource random)
    {
        var mask = (1UL << modulus.Bits) - 1;
        ulong word;
        do
        {
            word = random.NextUInt64() & mask;
        }
        while (word >= modulus.Value);
        return word;
    }
}
