using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Evasion.Sparse;

/// <summary>How few features have to change: JSMA with whole steps on a part of the features.</summary>
internal sealed class SparseProbe : Probe
{
    /// <summary>As in the paper: 14.5 % of the features.</summary>
    private const double Gamma = 0.145;

    /// <inheritdoc/>
    public override string Id => "evasion.jsma";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Evasion;

    /// <inheritdoc/>
    public override string Title => "Changes few features as far as they go";

    /// <inheritdoc/>
    public override string Reference => "Papernot et al., EuroS&P 2016";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Standard;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) =>
        !subject.IsWhiteBox ? "the model is a black box"
        : subject.Constraints is not null ? "it knows no whole numbers and categories: the attacks on tables stand in for it"
        : null;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var data = RecordSample.Of(context.Subject.Test, context.ByProfile(10, 50, 200), context.Seed);
        using var target = context.Subject.Open();
        var terms = InputBounds.Terms(context, Norm.Linf, double.PositiveInfinity);
        var run = new EvasionRun(target, data) { BatchSize = 10, Progress = context.Progress };
        var outcome = run.Attack(new Jsma(theta: terms.Upper - terms.Lower, Gamma), terms);

        ImmutableArray<double> changed =
        [
            .. outcome.States.Select((state, i) => state switch
            {
                RecordState.WrongAnyway => 0,
                RecordState.Broken => Distance.Changed(Record(outcome.Adversarial, i), Record(data.Features, i)),
                _ => double.PositiveInfinity,
            }),
        ];
        var changes = new SmallestChanges("evasion.jsma", "l0", changed, outcome.Problem);
        var most = Math.Floor(Gamma * data.RecordLength);
        return new ProbeResult([changes.Accuracy(most), changes.Median()])
        {
            Curves = outcome.Problem is null ? [changes.OverEpsilon(Title, most / 2)] : [],
            Pictures = AttackPictures.Of("jsma", data, outcome, unit: null),
            Notes = [$"At most {most} of {data.RecordLength} features were changed, each to a bound.", .. outcome.Problems],
        };

        ReadOnlySpan<float> Record(float[] values, int i) => values.AsSpan(i * data.RecordLength, data.RecordLength);
    }
}
