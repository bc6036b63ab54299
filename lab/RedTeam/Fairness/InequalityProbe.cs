using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Numerics;
using FederatedSecure.Statistics.Fairness;
using FederatedSecure.Statistics.Intervals;

namespace FederatedSecure.Lab.RedTeam.Fairness;

/// <summary>How unequally right and wrong decisions are spread over people, how much of that lies between groups, and what the model adds to the inequality of the data.</summary>
internal sealed class InequalityProbe : Probe
{
    private const int Figures = 6;
    private static readonly string[] Names =
    [
        "theil-index", "generalized-entropy", "between-groups-generalized-entropy", "coefficient-of-variation", "differential-fairness", "bias-amplification",
    ];

    public override string Id => "fairness.inequality";

    public override ProbeClass Class => ProbeClass.Fairness;

    public override string Title => "Inequality among people and between groups";

    public override string Reference => "Speicher et al., KDD 2018; Foulds et al., ICDE 2020";

    public override ProbeCost Cost => ProbeCost.Quick;

    public override string? NotApplicable(ProbeSubject subject) => FairnessProbes.NoGroups(subject);

    public override ProbeResult Run(ProbeContext context)
    {
        var test = context.Subject.Test;
        using var target = context.Subject.Open();
        var decided = Decisions.Of(target, test, context.Cancellation);

        // The finest groups there are; the last attribute is the intersection.
        var attribute = ProtectedAttribute.Of(test, withIntersection: true).LastOrDefault(found => found.Groups.Length <= ProtectedAttribute.MostGroups);
        if (attribute is null)
        {
            return new ProbeResult([.. Names.Select(name => Measurement.Undefined(
                $"fairness.inequality.{name}", FormattableString.Invariant($"every protected column has more than {ProtectedAttribute.MostGroups} values: cut them into groups in the schema")))]);
        }

        var measurements = FavourableOutcome.Of(context.Subject, decided).SelectMany(outcome => Measure(context, attribute, outcome)).ToList();
        context.Progress.Report(1);
        return new ProbeResult([.. measurements]);
    }

    private static IEnumerable<Measurement> Measure(ProbeContext context, ProtectedAttribute attribute, FavourableOutcome outcome)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var groups = attribute.GroupOf.Select(group => attribute.Groups.IndexOf(group)).ToArray();
        var all = Enumerable.Range(0, groups.Length).ToArray();
        var values = new double[Figures];
        Compute(all, values);
        var intervals = Bootstrap.Percentile(all.Length, Figures, Compute, new SeededRandomSource(context.Seed), context.ByProfile(300, 1000, 2000));
        for (var i = 0; i < Figures; i++)
        {
            var id = $"fairness.inequality.{Names[i]}";
            yield return (double.IsFinite(values[i]) && double.IsFinite(intervals[i].Lower) && double.IsFinite(intervals[i].Upper)
                ? new Measurement(id, values[i], intervals[i].Lower, intervals[i].Upper, all.Length)
                : Measurement.Undefined(id, "nobody has a benefit, or there is one group only")) with
            {
                Setting = $"{attribute.Name}, {outcome.Name}",
                LargerIsBetter = false,
            };
        }

        void Compute(ReadOnlySpan<int> records, Span<double> figures)
        {
            var (truth, decided, members) = (new bool[records.Length], new bool[records.Length], new int[records.Length]);
            var counts = new Confusion[attribute.Groups.Length];
            for (var i = 0; i < records.Length; i++)
            {
                (truth[i], decided[i], members[i]) = (outcome.Truth[records[i]], outcome.Decided[records[i]], groups[records[i]]);
                counts[members[i]] = counts[members[i]].With(truth[i], decided[i]);
            }

            Confusion[] present = [.. counts.Where(group => group.Total > 0)];
            var benefits = BenefitInequality.Benefits(truth, decided);
            figures[0] = BenefitInequality.Theil(benefits);
            figures[1] = BenefitInequality.GeneralizedEntropy(benefits);
            figures[2] = BenefitInequality.BetweenGroups<int>(benefits, members);
            figures[3] = BenefitInequality.CoefficientOfVariation(benefits);
            figures[4] = DifferentialFairness.Epsilon(present.Select(group => (group.TruePositives + group.FalsePositives, group.Total)));
            figures[5] = DifferentialFairness.BiasAmplification(present);
        }
    }
}
