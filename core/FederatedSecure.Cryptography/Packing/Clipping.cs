using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Packing;

/// <summary>Bounds a site's influence before anything is encrypted.</summary>
public static class Clipping
{
    /// <summary>The factor that brings an update's L2 norm to at most the bound: min(1, bound / ‖x‖).</summary>
    /// <param name="update">The update.</param>
    /// <param name="bound">The largest norm, positive and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive and finite.</exception>
    /// <exception cref="ArgumentException">The update has elements that are NaN or infinite.</exception>
    public static double Scale(ReadOnlySpan<float> update, double bound)
    {
        if (!(bound > 0) || double.IsInfinity(bound))
        {
            throw new ArgumentOutOfRangeException(nameof(bound), bound, "The bound of a norm is positive and finite.");
        }

        if (!VectorKernels.AllFinite(update))
        {
            throw new ArgumentException(
                "The update has elements that are NaN or infinite: the training diverged. Take a smaller learning rate.", nameof(update));
        }

        var norm = Math.Sqrt(VectorKernels.SquaredNorm(update));
        return norm > bound ? bound / norm : 1;
    }
}
