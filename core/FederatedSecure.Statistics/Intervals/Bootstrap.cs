using FederatedSecure.Numerics;
using FederatedSecure.Statistics.Moments;

namespace FederatedSecure.Statistics.Intervals;

/// <summary>
/// The percentile bootstrap (Efron, Annals of Statistics 1979): the figure is computed on samples that are drawn from the records with
/// replacement, and the interval goes from the α/2 to the 1 − α/2 quantile of what comes out.
/// </summary>
/// <remarks>
/// Approximate: it covers with the stated confidence as the sample grows, and falls short of it for a few dozen records or a figure near
/// the end of its range. A resample on which the figure is undefined (a ratio over an empty group) counts as −∞ for the lower bound and as
/// +∞ for the upper one, so that leaving it out never makes an interval narrower than the data allow.
/// </remarks>
public static class Bootstrap
{
    /// <summary>Computes a figure on the records with these numbers; a record may occur several times. NaN where it is undefined.</summary>
    /// <param name="records">Numbers of the records.</param>
    public delegate double Figure(ReadOnlySpan<int> records);

    /// <summary>The interval of a figure.</summary>
    /// <param name="records">How many records there are, at least 1.</param>
    /// <param name="figure">The figure.</param>
    /// <param name="random">Draws the resamples.</param>
    /// <param name="resamples">How many; 2,000 place a 95 % bound to about one percent of confidence.</param>
    /// <param name="confidence">Strictly between 0 and 1.</param>
    public static Interval Percentile(
        int records, Figure figure, SeededRandomSource random, int resamples = 2000, double confidence = 0.95) =>
        Percentile(records, figures: 1, (drawn, values) => values[0] = figure(drawn), random, resamples, confidence)[0];

    /// <summary>Computes several figures on the records with these numbers.</summary>
    /// <param name="records">Numbers of the records.</param>
    /// <param name="values">Receives the figures; NaN where one is undefined.</param>
    public delegate void Figures(ReadOnlySpan<int> records, Span<double> values);

    /// <summary>The intervals of several figures from the same resamples; each has the stated confidence, not all together.</summary>
    /// <param name="records">How many records there are, at least 1.</param>
    /// <param name="figures">How many figures.</param>
    /// <param name="compute">Computes them.</param>
    /// <param name="random">Draws the resamples.</param>
    /// <param name="resamples">How many, at least 2.</param>
    /// <param name="confidence">Strictly between 0 and 1.</param>
    public static Interval[] Percentile(
        int records, int figures, Figures compute, SeededRandomSource random, int resamples = 2000, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(records, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 2);
        if (!(confidence is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies strictly between 0 and 1.");
        }

        var drawn = new int[records];
        var values = new double[figures];
        var results = new double[figures][];
        for (var i = 0; i < figures; i++)
        {
            results[i] = new double[resamples];
        }

        for (var sample = 0; sample < resamples; sample++)
        {
            foreach (ref var record in drawn.AsSpan())
            {
                record = random.NextInt32(records);
            }

            compute(drawn, values);
            for (var i = 0; i < figures; i++)
            {
                results[i][sample] = values[i];
            }
        }

        var tail = (1 - confidence) / 2;
        return Array.ConvertAll(results, found => new Interval(
            Quantile.Of(Array.ConvertAll(found, value => double.IsNaN(value) ? double.NegativeInfinity : value), tail),
            Quantile.Of(Array.ConvertAll(found, value => double.IsNaN(value) ? double.PositiveInfinity : value), 1 - tail)));
    }
}
