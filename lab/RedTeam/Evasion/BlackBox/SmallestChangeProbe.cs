using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;

namespace FederatedSecure.Lab.RedTeam.Evasion.BlackBox;

/// <summary>Measures an attack that looks for the smallest change: accuracy at the usual ε, the median size, accuracy over ε, queries.</summary>
/// <param name="name">The attack, as in its own name.</param>
/// <param name="norm">How changes are measured.</param>
/// <param name="title">What it does.</param>
/// <param name="reference">The paper.</param>
/// <param name="cost">From which profile on.</param>
/// <param name="records">How many records, by profile: quick, standard, full.</param>
/// <param name="attack">Makes the attack, and says what its budget is.</param>
internal sealed class SmallestChangeProbe(
    string name,
    Norm norm,
    string title,
    string reference,
    ProbeCost cost,
    (int Quick, int Standard, int Full) records,
    Func<ProbeContext, (IEvasionAttack Attack, string Budget)> attack) : Probe
{
    private readonly string _norm = norm.ToString().ToLowerInvariant();

    /// <inheritdoc/>
    public override string Id => $"evasion.{name}-{_norm}";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Evasion;

    /// <inheritdoc/>
    public override string Title => title;

    /// <inheritdoc/>
    public override string Reference => reference;

    /// <inheritdoc/>
    public override ProbeCost Cost => cost;

    /// <summary>Whether the attack needs gradients.</summary>
    public bool IsWhiteBox { get; init; }

    /// <summary>Whether it asks about valid records only where there are constraints.</summary>
    public bool KnowsConstraints { get; init; }

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) =>
        IsWhiteBox && !subject.IsWhiteBox ? "the model is a black box"
        : subject.Constraints is not null && !KnowsConstraints ? "it knows no whole numbers and categories: the attacks on tables stand in for it"
        : null;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var (chosen, budget) = attack(context);
        var data = RecordSample.Of(context.Subject.Test, context.ByProfile(records.Quick, records.Standard, records.Full), context.Seed);
        using var inner = context.Subject.Open();
        var target = inner.To(chosen.Needs);
        // Small batches, so that progress moves and one failing record takes few with it.
        var run = new EvasionRun(target, data) { BatchSize = 10, Progress = context.Progress };
        var outcome = run.Attack(chosen, InputBounds.Terms(context, norm, double.PositiveInfinity));

        var changes = SmallestChanges.Of($"evasion.{name}", $"{_norm}, {budget}", outcome);
        var usual = Epsilons.Of(context.Subject, norm).Usual;
        var attacked = Math.Max(1, run.CleanCorrect);
        return new ProbeResult([changes.Accuracy(usual), changes.Median()])
        {
            Curves = outcome.Problem is null ? [changes.OverEpsilon(title, usual)] : [],
            Pictures = AttackPictures.Of($"{chosen.Name} ({_norm})", data, outcome, _norm),
            Notes =
            [
                string.Create(CultureInfo.InvariantCulture, $"{chosen.Name} asked the model {outcome.Calls.Forward / (double)attacked:0} times for each record that it was right on."),
                $"Distances found by {chosen.Name} are upper bounds of the least ones: another attack may find nearer inputs.",
                .. outcome.Problems,
            ],
        };
    }
}
