using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Statistics.Intervals;

namespace FederatedSecure.Assurance.Gates;

/// <summary>Decides a rule on the confidence bounds of a figure.</summary>
internal static class Bounds
{
    internal static GateRow Judge(GateRule rule, Measurement measurement, Counterpart counterpart)
    {
        var subject = GateJudge.Subject(measurement.Id, measurement.Setting);
        var row = new GateRow(rule, subject, Verdict.Invalid, "") { Measurement = measurement, Baseline = counterpart.Measurement };
        if (measurement.Problem is { } problem)
        {
            return row with { Words = $"{subject} has no figure that means anything: {problem}." };
        }

        if (double.IsNaN(measurement.Value) || double.IsNaN(measurement.Lower) || double.IsNaN(measurement.Upper))
        {
            return row with { Words = $"{subject} is not a number." };
        }

        var verdicts = Verdicts(rule, measurement, counterpart).ToList();
        var verdict =
            verdicts.Contains(Verdict.Fail) ? Verdict.Fail
            : verdicts.Contains(Verdict.Invalid) ? Verdict.Invalid
            : verdicts.Contains(Verdict.Inconclusive) ? Verdict.Inconclusive
            : verdicts.Contains(Verdict.Pass) ? Verdict.Pass
            : Verdict.Skipped;
        return row with { Verdict = verdict, Words = Words(rule, measurement, counterpart, subject, verdict) };
    }

    /// <summary>
    /// The difference of two independent figures from their own bounds, l and u (MOVER: Newcombe 1998; Zou &amp; Donner, Statistics in
    /// Medicine 2008): d − √((a − lₐ)² + (u_b − b)²) to d + √((uₐ − a)² + (b − l_b)²). On the same records the figures move together and
    /// the true interval is narrower: it errs towards inconclusive.
    /// </summary>
    internal static Interval Difference(Measurement a, Measurement b)
    {
        var difference = a.Value - b.Value;
        return new Interval(
            difference - double.Hypot(a.Value - a.Lower, b.Upper - b.Value),
            difference + double.Hypot(a.Upper - a.Value, b.Value - b.Lower));
    }

    private static IEnumerable<Verdict> Verdicts(GateRule rule, Measurement measurement, Counterpart counterpart)
    {
        if (rule.AtLeast is { } least)
        {
            yield return AtLeast(measurement.Lower, measurement.Upper, least, rule.Proof);
        }

        if (rule.AtMost is { } most)
        {
            // At most is at least, mirrored.
            yield return AtLeast(-measurement.Upper, -measurement.Lower, -most, rule.Proof);
        }

        if (rule.NoWorseThanBaselineBy is { } slack)
        {
            if (counterpart.Measurement is not { } baseline)
            {
                yield return counterpart.Verdict;
                yield break;
            }

            var gain = measurement.LargerIsBetter ? Difference(measurement, baseline) : Difference(baseline, measurement);
            yield return double.IsNaN(gain.Lower) || double.IsNaN(gain.Upper) ? Verdict.Invalid : AtLeast(gain.Lower, gain.Upper, -slack, rule.Proof);
        }
    }

    private static Verdict AtLeast(double lower, double upper, double threshold, BurdenOfProof proof) =>
        lower >= threshold ? Verdict.Pass
        : upper < threshold ? Verdict.Fail
        : proof == BurdenOfProof.Attacker ? Verdict.Pass
        : Verdict.Inconclusive;

    private static string Words(GateRule rule, Measurement measurement, Counterpart counterpart, string subject, Verdict verdict)
    {
        var figure = measurement.Lower == measurement.Upper
            ? Show(measurement.Value)
            : $"{Show(measurement.Value)} ({Show(measurement.Lower)} to {Show(measurement.Upper)}, {measurement.Samples.ToString("N0", CultureInfo.InvariantCulture)} samples)";
        var compared = counterpart.Measurement is { } baseline ? $" against {Show(baseline.Value)} of the last release" : "";
        var end = verdict switch
        {
            Verdict.Pass => "that holds.",
            Verdict.Fail => "that does not hold.",
            Verdict.Inconclusive => "the interval lies on both sides, more samples decide.",
            _ => $"{counterpart.Why}.",
        };
        return $"{subject} is {figure}{compared}; asked for is {rule.Demand}: {end}";
    }

    private static string Show(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
