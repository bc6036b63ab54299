using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Statistics.Fairness;

namespace FederatedSecure.Lab.RedTeam.Fairness;

/// <summary>
/// How decisions fall for the groups of every protected attribute and of their intersection. The privileged group is the one that the
/// data favour most (largest base rate, among equals the larger group): that depends on no decision of the model, so that an interval is
/// not bent by the choice.
/// </summary>
internal sealed class GroupFairnessProbe : Probe
{
    /// <summary>A group of fewer records says nothing; it is reported as such.</summary>
    public const int FewestRecords = 30;

    public override string Id => "fairness.groups";

    public override ProbeClass Class => ProbeClass.Fairness;

    public override string Title => "Decisions by protected group";

    public override string Reference => "Bellamy et al., IBM Journal 2019; Hardt et al., NeurIPS 2016";

    public override ProbeCost Cost => ProbeCost.Quick;

    public override string? NotApplicable(ProbeSubject subject) => FairnessProbes.NoGroups(subject);

    public override ProbeResult Run(ProbeContext context)
    {
        var (test, measurements, notes) = (context.Subject.Test, new List<Measurement>(), new List<string>());
        using var target = context.Subject.Open();
        var decided = Decisions.Of(target, test, context.Cancellation);
        foreach (var attribute in ProtectedAttribute.Of(test, withIntersection: true))
        {
            if (attribute.Groups.Length > ProtectedAttribute.MostGroups)
            {
                measurements.Add(Measurement.Undefined("fairness.groups.disparate-impact", FormattableString.Invariant(
                    $"{attribute.Name} has {attribute.Groups.Length} different values: cut it into groups in the schema")) with { Setting = attribute.Name });
                continue;
            }

            foreach (var outcome in FavourableOutcome.Of(context.Subject, decided))
            {
                context.Cancellation.ThrowIfCancellationRequested();
                measurements.AddRange(Look(context, attribute, outcome, notes));
            }
        }

        context.Progress.Report(1);
        return new ProbeResult([.. measurements])
        {
            Notes =
            [
                .. notes,
                "Differences are of the group named first against the one that the data favour; intervals are percentile bootstraps of 95 % each, not of all together.",
                "The figures cannot all be ideal at once unless base rates are equal or the model is perfect: which of them counts is a decision of people.",
            ],
        };
    }

    private static IEnumerable<Measurement> Look(ProbeContext context, ProtectedAttribute attribute, FavourableOutcome outcome, List<string> notes)
    {
        var members = attribute.Groups.ToDictionary(group => group, group => attribute.Members(group).ToArray(), StringComparer.Ordinal);
        foreach (var (group, records) in members)
        {
            foreach (var measurement in Rates(outcome.Count(records), $"{attribute.Name}: {group}, {outcome.Name}"))
            {
                yield return measurement;
            }
        }

        var enough = members.Where(entry => entry.Value.Length >= FewestRecords).ToDictionary(StringComparer.Ordinal);
        foreach (var (group, records) in members.Where(entry => !enough.ContainsKey(entry.Key)))
        {
            yield return Measurement.Undefined("fairness.groups.disparate-impact", FormattableString.Invariant(
                $"the group has {records.Length} records, and fewer than {FewestRecords} say nothing")) with { Setting = $"{attribute.Name}: {group}, {outcome.Name}" };
        }

        if (enough.Count < 2)
        {
            yield return Measurement.Undefined("fairness.groups.disparate-impact", FormattableString.Invariant(
                $"fewer than two groups have {FewestRecords} records")) with { Setting = $"{attribute.Name}, {outcome.Name}" };
            yield break;
        }

        var privileged = enough.OrderByDescending(entry => outcome.Count(entry.Value).BaseRate).ThenByDescending(entry => entry.Value.Length).First();
        notes.Add(FormattableString.Invariant(
            $"{attribute.Name}: {privileged.Key} is {outcome.Name} most often in the data ({outcome.Count(privileged.Value).BaseRate:P0}) and is what the others are compared with."));
        foreach (var (group, records) in enough.Where(entry => entry.Key != privileged.Key))
        {
            var setting = $"{attribute.Name}: {group} against {privileged.Key}, {outcome.Name}";
            foreach (var measurement in GroupFigure.Measure(
                "fairness.groups", setting, outcome, records, privileged.Value, context.Seed, context.ByProfile(1000, 2000, 4000)))
            {
                yield return measurement;
            }
        }
    }

    private static IEnumerable<Measurement> Rates(Confusion counts, string setting)
    {
        var (tp, fp, tn, fn) = ((long)counts.TruePositives, (long)counts.FalsePositives, (long)counts.TrueNegatives, (long)counts.FalseNegatives);
        yield return Measurement.Part("fairness.groups.selection-rate", tp + fp, tp + fp + tn + fn) with { Setting = setting };
        yield return Measurement.Part("fairness.groups.accuracy", tp + tn, tp + fp + tn + fn) with { Setting = setting };
        yield return Measurement.Part("fairness.groups.true-positive-rate", tp, tp + fn) with { Setting = setting };
        yield return Measurement.Part("fairness.groups.false-positive-rate", fp, fp + tn) with { Setting = setting, LargerIsBetter = false };
    }
}
