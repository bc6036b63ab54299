using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Evasion.Probing;

/// <summary>How far it is to the nearest adversarial input, as an attack that looks for it finds: the median, and the part within the usual ε.</summary>
/// <param name="name">The attack, as in its own name.</param>
/// <param name="title">What it does.</param>
/// <param name="reference">The paper.</param>
/// <param name="cost">From which profile on.</param>
/// <param name="norms">In which norms.</param>
/// <param name="records">How many records, by profile: quick, standard, full.</param>
/// <param name="attack">Makes the attack.</param>
internal sealed class NearestProbe(
    string name, string title, string reference, ProbeCost cost, Norm[] norms, (int Quick, int Standard, int Full) records, Func<ProbeContext, IEvasionAttack> attack)
    : WhiteBoxProbe
{
    /// <inheritdoc/>
    public override string Id => $"evasion.{name}";

    /// <inheritdoc/>
    public override string Title => title;

    /// <inheritdoc/>
    public override string Reference => reference;

    /// <inheritdoc/>
    public override ProbeCost Cost => cost;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var data = Sample(context, records.Quick, records.Standard, records.Full);
        using var target = context.Subject.Open();
        var run = new EvasionRun(target, data);
        var changes = norms.Select((norm, i) =>
        {
            var outcome = run.On([.. Enumerable.Range(0, data.Count)], new PartOfProgress(context.Progress, i, norms.Length))
                .Attack(Valid(context, attack(context)), InputBounds.Terms(context, norm, double.PositiveInfinity));
            return (Norm: norm, Outcome: outcome, Found: SmallestChanges.Of(Id, Setting(context, Epsilons.Name(norm)), outcome));
        }).ToArray();
        return new ProbeResult([.. changes.SelectMany(one => new[] { one.Found.Median(), one.Found.Accuracy(Epsilons.Of(context.Subject, one.Norm).Usual) })])
        {
            Curves = [.. changes.Where(one => one.Outcome.Problem is null)
                .Select(one => one.Found.OverEpsilon(title, Epsilons.Of(context.Subject, one.Norm).Usual) with { Id = $"{Id}.accuracy-over-eps.{Epsilons.Name(one.Norm)}" })],
            Pictures = [.. changes.SelectMany(one => Pairs($"{name}, {Epsilons.Name(one.Norm)}", data, one.Outcome))],
            Notes = Notes(context, [$"Distances found by {name} are upper bounds of the least ones.", .. changes.SelectMany(one => one.Outcome.Problems)]),
        };
    }
}
