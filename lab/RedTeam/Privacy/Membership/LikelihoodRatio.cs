namespace FederatedSecure.Lab.RedTeam.Privacy.Membership;

/// <summary>
/// LiRA: how much likelier an observed statistic is of a model that was trained on a record than of one that was not, both taken for
/// normally distributed over shadow models (Carlini et al., "Membership inference attacks from first principles", S&amp;P 2022).
/// </summary>
/// <remarks>
/// Online: ln N(φ; μ_in, σ_in²) − ln N(φ; μ_out, σ_out²), algorithm 1. Offline, which needs no training on the record:
/// Pr[N(μ_out, σ_out²) ≤ φ], equation 4; given here as (φ − μ_out)/σ_out, which orders records the same and does not end at 1.
/// μ is the median and 10⁻³⁰ is added to σ, as in the authors' program. With few shadow models (the authors say: fewer than 64) one σ for
/// all records is estimated better than one for each.
/// </remarks>
internal sealed class LikelihoodRatio
{
    private const double Smallest = 1e-30;

    // Its square is still a number; without it the difference of two infinite distances would be none.
    private const double Farthest = 1e150;

    private readonly Normals? _in;
    private readonly Normals _out;

    /// <param name="statisticsIn">For every record, φ of the shadow models that were trained on it; null offline.</param>
    /// <param name="statisticsOut">For every record, φ of the shadow models that were not.</param>
    /// <param name="variance">Where σ comes from.</param>
    /// <param name="isMean">μ is the mean, as in the paper's text, and not the median.</param>
    public LikelihoodRatio(double[][]? statisticsIn, double[][] statisticsOut, LiraVariance variance, bool isMean = false)
    {
        double? all = variance == LiraVariance.Global ? Deviation([.. (statisticsIn ?? statisticsOut).SelectMany(row => row)]) : null;
        _in = statisticsIn is null ? null : Normals.Fit(statisticsIn, variance, all, isMean);
        _out = Normals.Fit(statisticsOut, variance, all, isMean);
    }

    /// <summary>The score of one record; the larger, the likelier it was trained on.</summary>
    /// <param name="record">Its place.</param>
    /// <param name="observed">φ of the model under attack.</param>
    public double Score(int record, double observed)
    {
        var fromOut = _out.Distance(record, observed);
        if (_in is null)
        {
            return fromOut;
        }

        var fromIn = _in.Distance(record, observed);
        return ((fromOut * fromOut) - (fromIn * fromIn)) / 2 + Math.Log(_out.Deviation(record) / _in.Deviation(record));
    }

    /// <summary>σ_out of one record.</summary>
    public double DeviationOut(int record) => _out.Deviation(record);

    /// <summary>With the number of values below the line, not one less.</summary>
    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }

    /// <summary>A normal distribution for every record.</summary>
    private sealed class Normals(double[] centres, double[] deviations)
    {
        public static Normals Fit(double[][] statistics, LiraVariance variance, double? all, bool isMean)
        {
            if (statistics.Any(row => row.Length == 0))
            {
                throw new ArgumentException("Every record needs at least one shadow model.", nameof(statistics));
            }

            var centres = Array.ConvertAll(statistics, row => isMean ? row.Average() : Median(row));
            return new Normals(centres, variance switch
            {
                LiraVariance.Global => [all!.Value],
                LiraVariance.Pooled => [LikelihoodRatio.Deviation([.. statistics.SelectMany((row, i) => row.Select(value => value - centres[i]))])],
                _ => Array.ConvertAll(statistics, LikelihoodRatio.Deviation),
            });
        }

        public double Deviation(int record) => (deviations.Length == 1 ? deviations[0] : deviations[record]) + Smallest;

        public double Distance(int record, double observed) =>
            Math.Clamp((observed - centres[record]) / Deviation(record), -Farthest, Farthest);

        private static double Median(double[] values)
        {
            var sorted = (double[])values.Clone();
            Array.Sort(sorted);
            var half = sorted.Length / 2;
            return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        }
    }
}
