namespace FederatedSecure.Cryptography.Lattice;

/// <summary>The noise of a sum of honest ciphertexts.</summary>
/// <remarks>
/// A ciphertext brings its error (|e| ≤ 42, variance 21) and, where its lower τ bits did not travel, the rounding to the nearest
/// multiple of 2^τ (at most 2^(τ−1), variance 2^2τ/12, as b is indistinguishable from uniform). A coefficient decrypts where its
/// noise stays below Δ/2.
/// </remarks>
public static class Noise
{
    /// <summary>The largest noise of a sum: members · (42 + 2^(τ−1)).</summary>
    public static long Bound(int members, int droppedBits) => members * (RingParameters.ErrorBound + Rounding(droppedBits));

    /// <summary>The variance of the noise of a sum.</summary>
    public static double Variance(int members, int droppedBits) =>
        members * (RingParameters.ErrorVariance + (droppedBits == 0 ? 0 : Math.ScaleB(1, 2 * droppedBits) / 12));

    /// <summary>
    /// log2 of a bound on the probability that any of the coefficients of an honest sum fails to decrypt; −∞ where none can.
    /// </summary>
    /// <remarks>
    /// Hoeffding's inequality: an error is a sum of 84 values within ±1/2, a rounding one value within ±2^(τ−1), so that
    /// P(|noise| ≥ x) ≤ 2·exp(−x²/2v) with v = members · (21 + 2^(2τ−2)); times the number of coefficients (union bound).
    /// </remarks>
    /// <param name="members">Ciphertexts in the sum.</param>
    /// <param name="droppedBits">τ.</param>
    /// <param name="deltaBits">log2 Δ.</param>
    /// <param name="coefficients">Number of coefficients that all must decrypt.</param>
    public static double FailureLog2(int members, int droppedBits, int deltaBits, double coefficients)
    {
        var limit = Math.ScaleB(1, deltaBits - 1);
        if (Bound(members, droppedBits) < limit)
        {
            return double.NegativeInfinity;
        }

        // Rounding half up has a bias of half a unit of the lowest bit, per member.
        var bias = droppedBits == 0 ? 0 : 0.5 * members;
        var x = Math.Max(0, limit - bias);
        var proxy = members * (RingParameters.ErrorVariance + (droppedBits == 0 ? 0 : Math.ScaleB(1, (2 * droppedBits) - 2)));
        return Math.Min(0, 1 + Math.Log2(coefficients) - (x * x / (2 * proxy) * Math.Log2(Math.E)));
    }

    private static long Rounding(int droppedBits) => droppedBits == 0 ? 0 : 1L << (droppedBits - 1);
}
