using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Evasion.Ensemble;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Evasion.Probing;

/// <summary>
/// AutoAttack's standard ensemble: the figure that a release is decided on; for a model that answers at random, its version for these.
/// Full: its own settings on 500 records; with fewer steps, classes and queries in the shorter profiles.
/// </summary>
internal sealed class AutoAttackProbe : WhiteBoxProbe
{
    /// <inheritdoc/>
    public override string Id => "evasion.autoattack";

    /// <inheritdoc/>
    public override string Title => "Four different attacks, one after the other, on what still holds";

    /// <inheritdoc/>
    public override string Reference => "Croce and Hein, ICML 2020";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var data = Sample(context, 100, 200, 500);
        var (steps, classes, queries) = context.ByProfile((30, 3, 500), (50, 9, 1000), (100, 9, 5000));
        using var target = context.Subject.Open();
        var cases = Cases(context);
        var isRandomized = MaskingFlags.IsRandomized(target, data);
        var outcomes = cases.Select((one, i) => new AutoAttack(target, data)
        {
            Members = isRandomized ? AutoAttack.Randomized(steps) : AutoAttack.Standard(one.Norm, steps, queries, classes),
            Progress = new PartOfProgress(context.Progress, i, cases.Length),
        }.Attack(InputBounds.Terms(context, one.Norm, one.Epsilon))).ToArray();
        var flags = outcomes.SelectMany(outcome => outcome.Flags).Distinct().ToArray();
        return new ProbeResult([.. cases.Zip(outcomes, (one, outcome) => Accuracy(Setting(context, Epsilons.Describe(one.Norm, one.Epsilon)), outcome)), Measurement.Exact($"{Id}.flags", flags.Length, data.Count) with { LargerIsBetter = false }])
        {
            Pictures = [.. cases.Zip(outcomes).SelectMany(pair => Pairs($"AutoAttack, {Epsilons.Describe(pair.First.Norm, pair.First.Epsilon)}", data, pair.Second.Combined))],
            Notes = Notes(
                context,
                [
                    isRandomized
                        ? string.Create(CultureInfo.InvariantCulture, $"The model answers at random: AutoAttack's version for that, APGD on the mean of 20 passes with {steps} steps; its own setting is 100. The accuracy is that of one answer for each attack.")
                        : string.Create(CultureInfo.InvariantCulture, $"{steps} steps of APGD and FAB, {classes} classes, {queries} queries of Square; AutoAttack's own settings are 100, 9 and 5000."),
                    .. cases.Zip(outcomes, (one, outcome) => $"{Epsilons.Describe(one.Norm, one.Epsilon)}: {string.Join(", ", outcome.Members.Select(Describe))}."),
                    .. flags.Select(flag => $"Flag: {flag}."),
                    .. outcomes.SelectMany(outcome => outcome.Combined.Problems),
                ]),
        };
    }

    /// <summary>The usual ε and the small one in L∞; more norms where there is time.</summary>
    private static (Norm Norm, double Epsilon)[] Cases(ProbeContext context)
    {
        Norm[] norms = context.ByProfile<Norm[]>([Norm.Linf], [Norm.Linf, Norm.L2], [Norm.Linf, Norm.L2]);
        return
        [
            .. norms.SelectMany(norm => new[] { Epsilons.Of(context.Subject, norm).Small, Epsilons.Of(context.Subject, norm).Usual }
                .Where(epsilon => norm == Norm.Linf || epsilon == Epsilons.Of(context.Subject, norm).Usual)
                .Select(epsilon => (norm, epsilon))),
        ];
    }

    /// <summary>A model that misleads the attacks has no figure to rely on. That it answers at random, they have averaged over.</summary>
    private Measurement Accuracy(string setting, AutoAttackOutcome outcome)
    {
        var accuracy = outcome.Combined.Accuracy($"{Id}.accuracy", setting);
        return accuracy with { Problem = accuracy.Problem ?? outcome.Flags.FirstOrDefault(flag => flag != MaskingFlags.Randomized) };
    }

    private static string Describe(MemberOutcome member) => $"{member.Name} breaks {member.Broken} of {member.Attacked}";
}
