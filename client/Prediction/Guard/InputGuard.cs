using FederatedSecure.Statistics.Outliers.Isolation;
using FederatedSecure.Statistics.Reference;

namespace FederatedSecure.Client.Prediction.Guard;

/// <summary>
/// What an input has to be before the model sees it: as many finite numbers as there are features, each within what the reference records
/// had, a tenth of their range to either side allowed (of pictures: the range of all pixels). And how unusual it is as a whole.
/// </summary>
/// <remarks>
/// Keeps out mistakes, wrong units and inputs that the model knows nothing about. It is no defence against somebody who crafts inputs: an
/// adversarial example lies within all bounds.
/// </remarks>
internal sealed class InputGuard
{
    /// <summary>Part of a feature's range that is allowed beyond it.</summary>
    public const double Slack = 0.1;

    private readonly ReferenceStatistics _reference;
    private readonly IsolationForest _forest;
    private readonly (double Least, double Most)[] _bounds;

    /// <exception cref="ArgumentException">The reference's forest is none.</exception>
    public InputGuard(ReferenceStatistics reference)
    {
        _reference = reference;
        _forest = reference.Forest.ToForest(reference.Features.Length);
        var isPicture = reference.Shape.Length == 3;
        var all = (Least: reference.Features.Min(feature => feature.Minimum), Most: reference.Features.Max(feature => feature.Maximum));
        _bounds = Array.ConvertAll(reference.Features, feature => Widened(isPicture ? all : (feature.Minimum, feature.Maximum)));
    }

    /// <summary>Why a record is refused: a rule for the log, and a sentence for whoever sent it. Null if it is not.</summary>
    public (string Rule, string Message)? Check(ReadOnlySpan<float> record)
    {
        if (record.Length != _bounds.Length)
        {
            return ("length", FormattableString.Invariant($"it has {record.Length} values; the model takes {_bounds.Length}"));
        }

        for (var i = 0; i < record.Length; i++)
        {
            var name = _reference.Features[i].Name;
            if (!float.IsFinite(record[i]))
            {
                return ($"not finite: {name}", $"{name} is not a finite number");
            }

            var (least, most) = _bounds[i];
            if (record[i] < least || record[i] > most)
            {
                return ($"bounds: {name}", FormattableString.Invariant($"{name} is {record[i]:G6}; the model was made for {least:G6} to {most:G6}"));
            }
        }

        return null;
    }

    /// <summary>The isolation score, and whether it is above that of 99 in 100 reference records.</summary>
    public (double Score, bool IsUnusual) Score(ReadOnlySpan<float> record)
    {
        var score = _forest.Score(Array.ConvertAll(_reference.Scaled(record), value => (float)value));
        return (score, score > _reference.Forest.UnusualAbove);
    }

    private static (double Least, double Most) Widened((double Least, double Most) range)
    {
        var slack = Slack * (range.Most - range.Least);
        return (range.Least - slack, range.Most + slack);
    }
}
