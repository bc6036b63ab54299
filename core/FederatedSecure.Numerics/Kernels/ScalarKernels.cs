namespace FederatedSecure.Numerics;

/// <summary>The plain loops that define what <see cref="VectorKernels"/> computes, to the last bit.</summary>
internal static class ScalarKernels
{
    /// <inheritdoc cref="VectorKernels.AllFinite"/>
    internal static bool AllFinite(ReadOnlySpan<float> x)
    {
        foreach (var value in x)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc cref="VectorKernels.SquaredNorm"/>
    internal static double SquaredNorm(ReadOnlySpan<float> x)
    {
        Span<double> sums = stackalloc double[VectorKernels.NormLanes];
        sums.Clear();
        var whole = x.Length - (x.Length % sums.Length);
        for (var i = 0; i < whole; i++)
        {
            sums[i % sums.Length] += (double)x[i] * x[i];
        }

        // Pairwise, halving: the order in which a vector register is summed.
        for (var half = sums.Length / 2; half > 0; half /= 2)
        {
            for (var i = 0; i < half; i++)
            {
                sums[i] += sums[i + half];
            }
        }

        var total = sums[0];
        for (var i = whole; i < x.Length; i++)
        {
            total += (double)x[i] * x[i];
        }

        return total;
    }

    /// <inheritdoc cref="VectorKernels.AddScaled"/>
    internal static void AddScaled(Span<double> accumulator, ReadOnlySpan<float> x, double scale)
    {
        for (var i = 0; i < x.Length; i++)
        {
            accumulator[i] += x[i] * scale;
        }
    }

    /// <inheritdoc cref="VectorKernels.ScaleTo"/>
    internal static void ScaleTo(ReadOnlySpan<double> x, double scale, Span<float> destination)
    {
        for (var i = 0; i < x.Length; i++)
        {
            destination[i] = (float)(x[i] * scale);
        }
    }

    /// <inheritdoc cref="VectorKernels.DivideTo"/>
    internal static void DivideTo(ReadOnlySpan<double> x, double divisor, Span<float> destination)
    {
        for (var i = 0; i < x.Length; i++)
        {
            destination[i] = (float)(x[i] / divisor);
        }
    }
}
