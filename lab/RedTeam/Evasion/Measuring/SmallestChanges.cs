using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;

namespace FederatedSecure.Lab.RedTeam.Evasion.Measuring;

/// <summary>Figures of an attack that looks for the smallest change of each record.</summary>
/// <param name="Id">Class and attack, as "evasion.hopskipjump".</param>
/// <param name="Setting">Norm and budget.</param>
/// <param name="Sizes">The size of the change of each record: 0 where the model errs anyway, positive infinity where nothing was found.</param>
/// <param name="Problem">Why the figures mean nothing; null for good ones.</param>
internal sealed record SmallestChanges(string Id, string Setting, ImmutableArray<double> Sizes, string? Problem)
{
    /// <summary>What may lie beyond each bound: two-sided 95 %.</summary>
    private const double Tail = 0.025;

    /// <summary>With fewer records, not even the smallest and the largest one bound the median so surely.</summary>
    private const int FewestForMedian = 6;

    private const int Points = 25;

    /// <summary>From an attack's outcome.</summary>
    public static SmallestChanges Of(string id, string setting, EvasionOutcome outcome)
    {
        var sizes = outcome.States.Select((state, i) => state switch
        {
            RecordState.WrongAnyway => 0,
            RecordState.Broken => outcome.Distances[i],
            _ => double.PositiveInfinity,
        });
        return new SmallestChanges(id, setting, [.. sizes], outcome.Problem);
    }

    /// <summary>The part of all records that no change of at most ε breaks.</summary>
    public Measurement Accuracy(double epsilon) =>
        Measurement.Part($"{Id}.accuracy", Sizes.Count(size => size > epsilon), Sizes.Length) with
        {
            Setting = $"{Setting}, {Epsilons.Describe(epsilon)}",
            Problem = Problem,
        };

    /// <summary>
    /// The median size over the records that the model is right on, between the k-th smallest and the k-th largest, where k is the largest
    /// number with P(B &lt; k) ≤ 2.5 % for B binomial with n and ½. That holds for any distribution.
    /// </summary>
    public Measurement Median()
    {
        var id = $"{Id}.median-distance";
        double[] sizes = [.. Sizes.Where(size => size > 0).Order()];
        if (sizes.Length < FewestForMedian)
        {
            return Measurement.Undefined(id, $"only {sizes.Length} records were attacked, {FewestForMedian} are needed") with { Setting = Setting };
        }

        var rank = Rank(sizes.Length);
        var median = (sizes[(sizes.Length - 1) / 2] + sizes[sizes.Length / 2]) / 2;
        return double.IsPositiveInfinity(median)
            ? Measurement.Undefined(id, "nothing was found for half of the records: the distance is larger than what this attack can find") with { Setting = Setting }
            : new Measurement(id, median, sizes[rank - 1], sizes[^rank], sizes.Length) { Setting = Setting, Problem = Problem };
    }

    /// <summary>Accuracy over ε, from 0 to twice the usual one.</summary>
    public Curve OverEpsilon(string title, double usual)
    {
        var points = Enumerable.Range(0, Points).Select(i =>
        {
            var epsilon = 2 * usual * i / (Points - 1);
            var accuracy = Accuracy(epsilon);
            return new CurvePoint(epsilon, accuracy.Value, accuracy.Lower, accuracy.Upper);
        });
        return new Curve($"{Id}.accuracy-over-eps", title, $"largest change ({Setting})", "accuracy", [new CurveLine(Setting, [.. points])]);
    }

    /// <summary>k of <see cref="Median"/>; logarithms, since ½ⁿ is 0 for many records.</summary>
    private static int Rank(int n)
    {
        var (rank, sum, logTerm) = (0, 0.0, -n * Math.Log(2));
        for (var k = 0; k < n; k++)
        {
            sum += Math.Exp(logTerm);
            if (sum > Tail)
            {
                break;
            }

            rank = k + 1;
            logTerm += Math.Log((double)(n - k) / (k + 1));
        }

        return rank;
    }
}
