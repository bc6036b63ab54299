using FederatedSecure.Statistics.Moments;

namespace FederatedSecure.Statistics.Outliers;

/// <summary>
/// The modified z-score 0.6745·(x − median)/MAD, with MAD = median |x − median| (Iglewicz &amp; Hoaglin, How to Detect and Handle Outliers,
/// 1993): for normal values as large as the z-score, and not moved by fewer than half of them. They call 3.5 an outlier.
/// </summary>
/// <remarks>
/// Where more than half of the values are equal, MAD is 0; then (x − median)/(1.253314·mean |x − median|) takes its place, as they say.
/// Where all are equal, every score is 0.
/// </remarks>
public static class RobustZScore
{
    /// <summary>The quartile of the normal distribution, rounded as in the source.</summary>
    private const double NormalQuartile = 0.6745;

    /// <summary>√(π/2): a normal distribution's standard deviation over its mean absolute deviation.</summary>
    private const double MeanDeviationScale = 1.253314;

    /// <summary>The score of each value.</summary>
    /// <param name="values">At least one, finite.</param>
    public static double[] Of(ReadOnlySpan<double> values)
    {
        var all = values.ToArray();
        if (all.Length == 0 || !Array.TrueForAll(all, double.IsFinite))
        {
            throw new ArgumentException("There is at least one value, and all are finite.", nameof(values));
        }

        var median = Quantile.Of(all, 0.5);
        var deviations = Array.ConvertAll(all, value => Math.Abs(value - median));
        var mad = Quantile.Of(deviations, 0.5);
        var scale = mad > 0 ? mad / NormalQuartile : MeanDeviationScale * deviations.Average();
        return scale > 0 ? Array.ConvertAll(all, value => (value - median) / scale) : new double[all.Length];
    }
}
