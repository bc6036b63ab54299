using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Lattice.Kernels;
using FederatedSecure.Cryptography.Sharing.Kernels;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Sharing;

/// <summary>
/// Puts a bucket's key together from the holders' answers, and names those whose answers do not fit.
/// </summary>
/// <remarks>
/// <para>With n &gt; t answers, each is first reduced to one number, its inner product with random weights that no holder could
/// know: right answers then lie on one polynomial of degree &lt; t, and a wrong one escapes with probability 1/q. Up to
/// ⌊(n − t)/2⌋ wrong ones are found by Berlekamp–Welch decoding.</para>
/// <para>Beyond that, the polynomials through sets of t answers are tried, those that most answers lie on first: one is taken whose
/// key passes the caller's own test (the noise of an opened chunk), or, without such a test, that a further answer lies on. At most
/// <see cref="MaximumTrials"/> sets are looked at.</para>
/// <para>The same answers give the same result, but for the probability above.</para>
/// </remarks>
public static class ShareCombiner
{
    /// <summary>Sets of t answers that are tried before giving up.</summary>
    public const int MaximumTrials = 20_000;

    /// <summary>Keys that are put together and tried by the caller's test before giving up.</summary>
    public const int MaximumTests = 2_000;

    /// <summary>Finds the key.</summary>
    /// <param name="threshold">t.</param>
    /// <param name="answers">At most one answer of every holder, all of one ring.</param>
    /// <param name="random">A cryptographic source in production: holders must not foresee the weights.</param>
    /// <param name="opens">
    /// The caller's test of a key. Without it a key from exactly t answers is not checked at all: the caller checks what it opens.
    /// </param>
    /// <exception cref="ArgumentException">Two answers are of one holder, or of different rings.</exception>
    public static CombinedShares Combine(
        int threshold, IReadOnlyList<SecretShare> answers, IRandomSource random, Func<OpeningKey, bool>? opens = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threshold);
        if (answers.Count < threshold)
        {
            return new CombinedShares(null, [], $"{answers.Count} answers are fewer than the threshold of {threshold}.");
        }

        if (answers.DistinctBy(a => a.Holder).Count() != answers.Count || answers.Any(a => a.Parameters != answers[0].Parameters))
        {
            throw new ArgumentException("There is one answer per holder, all of one ring.", nameof(answers));
        }

        var points = Reduce(answers, random);
        return Decoded(threshold, answers, points, opens) ?? Searched(threshold, answers, points, opens);
    }

    /// <summary>One point for every answer: the holder's number and the answer's inner product with random weights.</summary>
    private static Point[] Reduce(IReadOnlyList<SecretShare> answers, IRandomSource random)
    {
        var modulus = answers[0].Parameters.Modulus;
        var weights = new ulong[answers[0].Parameters.Degree];
        UniformWords.Fill(random, weights, modulus);
        return [.. answers.Select(a => new Point((ulong)a.Holder, ShamirKernels.InnerProduct(a.Words, weights, modulus)))];
    }

    /// <summary>With few enough wrong answers.</summary>
    private static CombinedShares? Decoded(
        int threshold, IReadOnlyList<SecretShare> answers, Point[] points, Func<OpeningKey, bool>? opens)
    {
        var polynomial = ReedSolomon.Decode(points, threshold, answers[0].Parameters.Modulus);
        return polynomial is null ? null : Accepted(threshold, answers, points, polynomial, opens);
    }

    /// <summary>
    /// With many wrong answers: the polynomials through sets of t answers, those that most answers lie on first. A dishonest dealer
    /// can make one through t answers, right and wrong ones, that gives the right key, too: it must not come before one that more
    /// answers lie on, or holders who answered rightly would be named.
    /// </summary>
    private static CombinedShares Searched(
        int threshold, IReadOnlyList<SecretShare> answers, Point[] points, Func<OpeningKey, bool>? opens)
    {
        // The same polynomial comes back with every set of right answers, but one value at 0 means one key.
        var candidates = new Dictionary<ulong, (ModularPolynomial Polynomial, int Fitting)>();
        var inverses = new SmallInverses(answers[0].Parameters.Modulus);
        foreach (var chosen in Subsets.Of(answers.Count, threshold).Take(MaximumTrials))
        {
            var polynomial = ReedSolomon.Interpolate([.. chosen.Select(i => points[i])], inverses);
            var fitting = points.Count(p => polynomial.Evaluate(p.X) == p.Y);
            var isConfirmed = opens is not null || fitting > threshold;
            if (isConfirmed && fitting > candidates.GetValueOrDefault(polynomial.Coefficients[0]).Fitting)
            {
                candidates[polynomial.Coefficients[0]] = (polynomial, fitting);
            }
        }

        foreach (var (polynomial, _) in candidates.Values.OrderByDescending(candidate => candidate.Fitting).Take(MaximumTests))
        {
            if (Accepted(threshold, answers, points, polynomial, opens) is { } accepted)
            {
                return accepted;
            }
        }

        return new CombinedShares(null, [], $"No {threshold} of the {answers.Count} answers fit together.");
    }

    private static CombinedShares? Accepted(
        int threshold, IReadOnlyList<SecretShare> answers, Point[] points, ModularPolynomial polynomial, Func<OpeningKey, bool>? opens)
    {
        var right = answers.Where((_, i) => polynomial.Evaluate(points[i].X) == points[i].Y).ToArray();
        var key = Interpolate(right[..threshold]);
        if (opens is null || opens(key))
        {
            return new CombinedShares(key, [.. answers.Except(right).Select(a => a.Holder).Order()], null);
        }

        key.Dispose();
        return null;
    }

    /// <summary>Σ λ_i · y_i with λ_i = Π_{j ≠ i} x_j / (x_j − x_i): the polynomials' values at 0.</summary>
    private static OpeningKey Interpolate(SecretShare[] shares)
    {
        var parameters = shares[0].Parameters;
        var modulus = parameters.Modulus;
        var words = GC.AllocateArray<ulong>(parameters.Degree, pinned: true);
        try
        {
            foreach (var share in shares)
            {
                var (numerator, denominator) = (1UL, 1UL);
                foreach (var other in shares.Where(o => o.Holder != share.Holder))
                {
                    numerator = modulus.Multiply(numerator, (ulong)other.Holder);
                    denominator = modulus.Multiply(denominator, modulus.Subtract((ulong)other.Holder, (ulong)share.Holder));
                }

                ShamirKernels.AddScaled(words, share.Words, modulus.Multiply(numerator, modulus.Invert(denominator)), modulus);
            }

            return OpeningKey.FromWords(parameters, words);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(words.AsSpan()));
        }
    }
}
