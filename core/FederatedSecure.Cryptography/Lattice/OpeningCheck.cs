namespace FederatedSecure.Cryptography.Lattice;

/// <summary>
/// What the noise of an opened chunk says. Under the right key the noise is what honest ciphertexts put in; under any other
/// it is uniform over ±Δ/2, and the chance that all N coefficients of it stay within the bound is negligible.
/// </summary>
/// <param name="Largest">The largest |noise| of a coefficient.</param>
/// <param name="MeanSquare">The mean of the squared noise.</param>
/// <param name="Bound">The largest noise that honest ciphertexts can have.</param>
/// <param name="Expected">The mean square that honest ciphertexts have.</param>
public readonly record struct OpeningCheck(long Largest, double MeanSquare, long Bound, double Expected)
{
    /// <summary>How far above its expectation the mean square may be. The honest one keeps within a few per cent.</summary>
    public const double Tolerance = 2;

    /// <summary>True if the messages are right: the largest noise is within the bound, and there is no more of it than expected.</summary>
    public bool Passes => Largest <= Bound && MeanSquare <= Tolerance * Expected;
}
