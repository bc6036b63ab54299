using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Numerics;
using FederatedSecure.Statistics.Fairness;
using FederatedSecure.Statistics.Intervals;

namespace FederatedSecure.Lab.RedTeam.Fairness;

/// <summary>A figure that compares two groups.</summary>
/// <param name="Name">The last part of its measurement's id.</param>
/// <param name="LargerIsBetter">For a gate with one bound.</param>
/// <param name="Of">Computes it; not finite where it is undefined.</param>
internal sealed record GroupFigure(string Name, bool LargerIsBetter, Func<GroupComparison, double> Of)
{
    /// <summary>
    /// The figures of a report. Signed differences are unprivileged − privileged, so that a negative one is a disadvantage and larger is
    /// better; a gate on fairness to both groups takes those that are not signed (parity-ratio, equalized-odds-difference).
    /// </summary>
    public static IReadOnlyList<GroupFigure> All { get; } =
    [
        new("disparate-impact", true, compared => compared.DisparateImpact),
        new("parity-ratio", true, compared => Math.Min(compared.DisparateImpact, 1 / compared.DisparateImpact)),
        new("statistical-parity-difference", true, compared => compared.StatisticalParityDifference),
        new("equal-opportunity-difference", true, compared => compared.EqualOpportunityDifference),
        new("average-odds-difference", true, compared => compared.AverageOddsDifference),
        new("average-absolute-odds-difference", false, compared => compared.AverageAbsoluteOddsDifference),
        new("equalized-odds-difference", false, compared => compared.EqualizedOddsDifference),
        new("predictive-value-difference", true, compared => compared.PredictiveValueDifference),
    ];

    /// <summary>All figures of two groups with bootstrap intervals.</summary>
    /// <param name="prefix">What stands before the figures' names in the ids.</param>
    /// <param name="setting">Which groups.</param>
    /// <param name="outcome">Truth and decisions.</param>
    /// <param name="unprivileged">Records of one group.</param>
    /// <param name="privileged">Records of the other.</param>
    /// <param name="seed">Of the resamples.</param>
    /// <param name="resamples">How many.</param>
    public static IEnumerable<Measurement> Measure(
        string prefix, string setting, FavourableOutcome outcome, int[] unprivileged, int[] privileged, ulong seed, int resamples)
    {
        int[] records = [.. unprivileged, .. privileged];
        var compared = new GroupComparison(outcome.Count(unprivileged), outcome.Count(privileged));
        var intervals = Bootstrap.Percentile(
            records.Length,
            All.Count,
            (drawn, values) =>
            {
                var (without, with) = (default(Confusion), default(Confusion));
                foreach (var place in drawn)
                {
                    var record = records[place];
                    (without, with) = place < unprivileged.Length
                        ? (without.With(outcome.Truth[record], outcome.Decided[record]), with)
                        : (without, with.With(outcome.Truth[record], outcome.Decided[record]));
                }

                var again = new GroupComparison(without, with);
                for (var i = 0; i < values.Length; i++)
                {
                    // A resample of one group alone has no finite figure.
                    values[i] = All[i].Of(again) is var value && double.IsFinite(value) ? value : double.NaN;
                }
            },
            new SeededRandomSource(seed),
            resamples);
        return All.Zip(intervals, (figure, interval) => Measured(figure, prefix, setting, figure.Of(compared), interval, records.Length));
    }

    private static Measurement Measured(GroupFigure figure, string prefix, string setting, double value, Interval interval, int samples)
    {
        var id = $"{prefix}.{figure.Name}";
        return (!double.IsFinite(value) ? Measurement.Undefined(id, "it divides by nobody: a group has no record of a label or a decision")
            : !double.IsFinite(interval.Lower) || !double.IsFinite(interval.Upper) ? Measurement.Undefined(id, "too few records have one of the labels or decisions to say how sure it is")
            : new Measurement(id, value, interval.Lower, interval.Upper, samples)) with { Setting = setting, LargerIsBetter = figure.LargerIsBetter };
    }
}
