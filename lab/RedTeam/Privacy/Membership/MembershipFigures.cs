using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Numerics;
using FederatedSecure.Statistics.Intervals;

namespace FederatedSecure.Lab.RedTeam.Privacy.Membership;

/// <summary>
/// How well an attack tells members from non-members: area under the curve, balanced accuracy, and what matters (Carlini et al. 2022):
/// the part of members that is found while hardly anybody is accused wrongly.
/// </summary>
internal static class MembershipFigures
{
    private const int PointsOfACurve = 200;
    private static readonly double[] Rates = [0.01, 0.001];

    /// <summary>The figures of one attack.</summary>
    /// <param name="prefix">Of the ids, as "privacy.lira".</param>
    /// <param name="setting">Under which conditions.</param>
    /// <param name="scores">What it scored.</param>
    /// <param name="seed">Chooses the half of the records on which the threshold of the balanced accuracy is set.</param>
    public static ImmutableArray<Measurement> Of(string prefix, string setting, MembershipScores scores, ulong seed)
    {
        var problem = scores.Members.Length < 2 || scores.NonMembers.Length < 2 ? "there must be at least two members and two non-members"
            : scores.Members.Any(double.IsNaN) || scores.NonMembers.Any(double.IsNaN) ? "the model's answers are not finite"
            : null;
        if (problem is not null)
        {
            return Undefined(prefix, setting, problem);
        }

        var roc = new RocCurve(scores);
        var interval = AucInterval.Of(scores);
        Measurement[] all =
        [
            new($"{prefix}.auc", roc.Auc, interval.Lower, interval.Upper, roc.Members + roc.NonMembers),
            BalancedAccuracy($"{prefix}.balanced-accuracy", scores, seed),
            .. Rates.Select(rate => TruePositives(IdOf(prefix, rate), roc, rate)),
        ];
        return [.. all.Select(measurement => measurement with { Setting = setting, LargerIsBetter = false })];
    }

    /// <summary>The same figures where there is nothing to measure.</summary>
    /// <param name="prefix">Of the ids.</param>
    /// <param name="setting">Under which conditions.</param>
    /// <param name="problem">Why, as the end of a sentence.</param>
    public static ImmutableArray<Measurement> Undefined(string prefix, string setting, string problem)
    {
        string[] ids = [$"{prefix}.auc", $"{prefix}.balanced-accuracy", .. Rates.Select(rate => IdOf(prefix, rate))];
        return [.. ids.Select(id => Measurement.Undefined(id, problem) with { Setting = setting, LargerIsBetter = false })];
    }

    /// <summary>The curve from the first false positive on, thinned out evenly on its logarithmic axis.</summary>
    public static CurveLine Line(string name, MembershipScores scores)
    {
        var roc = new RocCurve(scores);
        var points = ImmutableArray.CreateBuilder<CurvePoint>();
        var last = double.NegativeInfinity;
        foreach (var step in roc.Steps.Where(step => step.FalsePositives > 0))
        {
            var x = (double)step.FalsePositives / roc.NonMembers;
            if (step.FalsePositives < roc.NonMembers && Math.Log(x) - last < Math.Log(roc.NonMembers) / PointsOfACurve)
            {
                continue;
            }

            last = Math.Log(x);
            var interval = ClopperPearson.TwoSided(step.TruePositives, roc.Members);
            points.Add(new CurvePoint(x, (double)step.TruePositives / roc.Members, interval.Lower, interval.Upper));
        }

        return new CurveLine(name, points.ToImmutable());
    }

    /// <summary>The same for several attacks, with the diagonal of who guesses.</summary>
    public static Curve Curve(string id, IReadOnlyList<(string Name, MembershipScores Scores)> attacks)
    {
        CurvePoint[] chance = [.. new[] { 1e-4, 1e-3, 1e-2, 1e-1, 1 }.Select(rate => new CurvePoint(rate, rate, rate, rate))];
        return new Curve(
            id,
            "Who was in the training data",
            "false positive rate",
            "true positive rate",
            [.. attacks.Select(attack => Line(attack.Name, attack.Scores)), new CurveLine("chance", [.. chance])],
            IsLogarithmic: true);
    }

    private static string IdOf(string prefix, double rate) => string.Create(CultureInfo.InvariantCulture, $"{prefix}.tpr-at-fpr-{rate}");

    private static Measurement TruePositives(string id, RocCurve roc, double rate)
    {
        // The threshold follows from the non-members alone, so that the members are independent trials against it.
        var least = (int)Math.Ceiling(1 / rate);
        return roc.NonMembers < least
            ? Measurement.Undefined(
                id,
                string.Create(CultureInfo.InvariantCulture, $"a false positive rate of {rate} needs at least {least} records that were not trained on; there are {roc.NonMembers}"))
            : Measurement.Part(id, roc.At(rate).TruePositives, roc.Members);
    }

    /// <summary>The threshold is chosen on one half and tried on the other: the best one of all records would beat chance on noise.</summary>
    private static Measurement BalancedAccuracy(string id, MembershipScores scores, ulong seed)
    {
        var random = new SeededRandomSource(seed);
        var (members, others) = (Shuffled(scores.Members, random), Shuffled(scores.NonMembers, random));
        var (m, n) = (members.Length / 2, others.Length / 2);
        var threshold = new RocCurve(new MembershipScores(members[..m], others[..n])).MostAccurate().Threshold;
        var found = members[m..].Count(score => score >= threshold);
        var spared = others[n..].Count(score => score < threshold);

        // Both hold together with 95 %.
        var (hits, rejections) = (Measurement.Part(id, found, members.Length - m, 0.975), Measurement.Part(id, spared, others.Length - n, 0.975));
        return new Measurement(
            id,
            (hits.Value + rejections.Value) / 2,
            (hits.Lower + rejections.Lower) / 2,
            (hits.Upper + rejections.Upper) / 2,
            members.Length - m + others.Length - n);
    }

    private static double[] Shuffled(double[] values, SeededRandomSource random)
    {
        var copy = (double[])values.Clone();
        random.Shuffle(copy.AsSpan());
        return copy;
    }
}
