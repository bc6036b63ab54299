namespace FederatedSecure.Aggregation.Points;

/// <summary>Cosines among points.</summary>
/// <remarks>
/// Best from distances among the points scaled to length 1: inner products that follow from distances of vectors whose lengths
/// differ by eight orders or more mean nothing, and an attacker may send such a vector.
/// </remarks>
/// <param name="norms">The points' lengths.</param>
/// <param name="geometry">Distances among the points.</param>
/// <param name="isUnit">Whether those are of the points scaled to length 1.</param>
internal sealed class Directions(double[] norms, Geometry geometry, bool isUnit = false)
{
    /// <summary>cos(x_i, x_j), from −1 to 1; 0 if either is the zero vector.</summary>
    public double Cosine(int i, int j) => norms[i] == 0 || norms[j] == 0 ? 0
        : Math.Clamp(isUnit ? 1 - (geometry.Squared(i, j) / 2) : geometry.InnerProduct(i, j) / (norms[i] * norms[j]), -1, 1);
}
