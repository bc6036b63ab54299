using System.Numerics;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion;

/// <summary>How much a rebuilt picture is like the original.</summary>
internal static class PictureQuality
{
    /// <summary>What an exact copy counts in medians and curves, in decibels: infinity cannot be drawn.</summary>
    public const double Exact = 99;

    private const int Window = 8;

    /// <summary>Σ(aᵢ − bᵢ)²/n.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or there is nothing.</exception>
    public static double MeanSquaredError<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : struct, INumber<T>
    {
        if (a.Length != b.Length || a.IsEmpty)
        {
            throw new ArgumentException($"{a.Length} values cannot be compared with {b.Length}.", nameof(b));
        }

        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            var difference = double.CreateChecked(a[i]) - double.CreateChecked(b[i]);
            sum += difference * difference;
        }

        return sum / a.Length;
    }

    /// <summary>Peak signal-to-noise ratio, 10·log₁₀(peak²/MSE), in decibels; infinite for an exact copy.</summary>
    /// <param name="meanSquaredError">MSE.</param>
    /// <param name="peak">The largest value that a pixel can have.</param>
    public static double Psnr(double meanSquaredError, double peak = 1) => 10 * Math.Log10(peak * peak / meanSquaredError);

    /// <summary>The same of pictures with values from 0 to 1, at most <see cref="Exact"/>.</summary>
    public static double CappedPsnr(ReadOnlySpan<float> original, ReadOnlySpan<float> rebuilt) =>
        Math.Min(Exact, Psnr(MeanSquaredError(original, rebuilt)));

    /// <summary>
    /// Structural similarity (Wang, Bovik, Sheikh and Simoncelli, IEEE TIP 2004, equation 13) with their constants K₁ = 0.01 and
    /// K₂ = 0.03, averaged over all windows of 8×8 pixels as their section III.B first describes; 1 for equal pictures.
    /// </summary>
    /// <param name="a">One picture, values from 0 to 1, row after row.</param>
    /// <param name="b">The other.</param>
    /// <param name="height">Rows, at least 8.</param>
    /// <param name="width">Columns, at least 8.</param>
    public static double Ssim(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int height, int width)
    {
        if (a.Length != height * width || b.Length != a.Length || Math.Min(height, width) < Window)
        {
            throw new ArgumentException($"{a.Length} and {b.Length} values are not two pictures of {height}×{width}, at least {Window}×{Window}.", nameof(b));
        }

        var sum = 0.0;
        for (var y = 0; y + Window <= height; y++)
        {
            for (var x = 0; x + Window <= width; x++)
            {
                sum += OfWindow(a, b, width, y, x);
            }
        }

        return sum / ((height - Window + 1) * (width - Window + 1));
    }

    private static double OfWindow(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int width, int top, int left)
    {
        const double c1 = 0.01 * 0.01, c2 = 0.03 * 0.03, n = Window * Window;
        var (sumA, sumB, squaresA, squaresB, products) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var y = top; y < top + Window; y++)
        {
            for (var x = left; x < left + Window; x++)
            {
                var (p, q) = ((double)a[(y * width) + x], (double)b[(y * width) + x]);
                sumA += p;
                sumB += q;
                squaresA += p * p;
                squaresB += q * q;
                products += p * q;
            }
        }

        var (meanA, meanB) = (sumA / n, sumB / n);
        var varianceA = (squaresA - (n * meanA * meanA)) / (n - 1);
        var varianceB = (squaresB - (n * meanB * meanB)) / (n - 1);
        var covariance = (products - (n * meanA * meanB)) / (n - 1);
        return ((2 * meanA * meanB) + c1) * ((2 * covariance) + c2)
            / (((meanA * meanA) + (meanB * meanB) + c1) * (varianceA + varianceB + c2));
    }
}
