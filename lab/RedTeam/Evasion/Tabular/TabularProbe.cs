using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;

namespace FederatedSecure.Lab.RedTeam.Evasion.Tabular;

/// <summary>How many entries of a valid record have to change to another valid value.</summary>
internal sealed class TabularProbe : Probe
{
    private const int MostChanges = 3;

    /// <inheritdoc/>
    public override string Id => "evasion.tabular-greedy";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Evasion;

    /// <inheritdoc/>
    public override string Title => "Changes a few entries of a record to other valid values";

    /// <inheritdoc/>
    public override string Reference => "Ballet et al., 2019; Kantchelian et al., ICML 2016";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) => subject.Constraints is null ? "nothing is known of what valid records are" : null;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var attack = new GreedyAttack(MostChanges, context.ByProfile(7, 11, 21));
        var data = RecordSample.Of(context.Subject.Test, context.ByProfile(100, 500, 2000), context.Seed);
        var attributes = new Attributes(context.Subject.Constraints!);
        using var inner = context.Subject.Open();
        var target = inner.To(attack.Needs);
        var run = new EvasionRun(target, data) { BatchSize = 20, Progress = context.Progress };
        var outcome = run.Attack(attack, InputBounds.Terms(context, Norm.Linf, double.PositiveInfinity));

        ImmutableArray<double> changed =
        [
            .. outcome.States.Select((state, i) => state switch
            {
                RecordState.WrongAnyway => 0,
                RecordState.Broken => attributes.Changed(Record(outcome.Adversarial, i), Record(data.Features, i)),
                _ => double.PositiveInfinity,
            }),
        ];
        return new ProbeResult([.. Enumerable.Range(1, MostChanges).Select(Accuracy)])
        {
            Notes =
            [
                $"A one-hot group counts as one entry; {context.Subject.Constraints!.Immutable.Length} of {data.RecordLength} features cannot be changed. All changed records are valid.",
                .. outcome.Problems,
            ],
        };

        Measurement Accuracy(int changes) => Measurement.Part("evasion.tabular-greedy.accuracy", changed.Count(count => count > changes), changed.Length) with
        {
            Setting = changes == 1 ? "1 entry" : string.Create(CultureInfo.InvariantCulture, $"{changes} entries"),
            Problem = outcome.Problem,
        };

        ReadOnlySpan<float> Record(float[] values, int i) => values.AsSpan(i * data.RecordLength, data.RecordLength);
    }
}
