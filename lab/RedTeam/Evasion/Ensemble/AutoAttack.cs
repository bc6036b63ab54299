using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.ScoreBased;
using FederatedSecure.Lab.RedTeam.Evasion.Tabular;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.Ensemble;

/// <summary>
/// The standard ensemble of AutoAttack (Croce and Hein, ICML 2020): APGD on the cross-entropy, targeted APGD, FAB-T and Square, each on
/// what the ones before have left. Since a record's randomness does not depend on the others, a record that a member breaks alone is
/// broken here, too: the result is never better than a member's. It is an upper bound of the true robust accuracy.
/// </summary>
/// <remarks>
/// For L1 without Square, whose squares know no L1 ball. Of tables with constraints, each member's valid records count, and in L∞ PGD on
/// valid records is a further member: it finds what the others lose when their results are moved to valid ones.
/// </remarks>
/// <param name="target">The model.</param>
/// <param name="data">The records.</param>
internal sealed class AutoAttack(ITarget target, DataSet data)
{
    /// <summary>The attacks, in order.</summary>
    public required ImmutableArray<IEvasionAttack> Members { get; init; }

    /// <summary>Records in one batch.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Where the tensors live.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>Told the part of the members that is done.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>The members of the standard ensemble.</summary>
    /// <param name="norm">Of the ball.</param>
    /// <param name="steps">Of APGD and FAB.</param>
    /// <param name="queries">Of Square.</param>
    /// <param name="classes">That the targeted ones are tried for.</param>
    public static ImmutableArray<IEvasionAttack> Standard(Norm norm, int steps = 100, int queries = 5000, int classes = 9)
    {
        ImmutableArray<IEvasionAttack> whiteBox =
        [
            new Apgd { Steps = steps },
            new Apgd { Loss = ApgdLoss.TargetedLogitsRatio, Steps = steps, Classes = classes },
            new Fab { IsTargeted = true, Steps = steps, Classes = classes },
        ];
        return norm == Norm.L1 ? whiteBox : whiteBox.Add(new Square { Queries = queries, RescalesSchedule = queries < 5000 });
    }

    /// <summary>
    /// The members of the version "rand", for models that answer at random: APGD on the cross-entropy and on the difference of logits
    /// ratio, both on the mean of several passes. The others of the standard ensemble trust single answers.
    /// </summary>
    /// <param name="steps">Of APGD.</param>
    /// <param name="draws">Passes at each point.</param>
    public static ImmutableArray<IEvasionAttack> Randomized(int steps = 100, int draws = 20) =>
    [
        new Apgd { Steps = steps, Draws = draws },
        new Apgd { Loss = ApgdLoss.LogitsRatio, Steps = steps, Draws = draws },
    ];

    /// <summary>Attacks.</summary>
    /// <exception cref="OperationCanceledException">The terms were cancelled.</exception>
    public AutoAttackOutcome Attack(EvasionTerms terms)
    {
        var run = new EvasionRun(target, data) { BatchSize = BatchSize, Device = Device };
        var combined = EvasionOutcome.Before(run, data);
        var members = ImmutableArray.CreateBuilder<MemberOutcome>();
        foreach (var member in Valid(terms))
        {
            // A record that one member could not attack may still be broken by another one; if not, it is not known to hold.
            int[] left = [.. Enumerable.Range(0, data.Count).Where(i => combined.States[i] is RecordState.Robust or RecordState.Failed)];
            var outcome = run.On(left).Attack(member, terms);
            combined = combined.With(left, outcome, data.RecordLength);
            members.Add(new MemberOutcome(member.Name, left.Length, outcome.Broken));
            Progress?.Report(Math.Min(1, (double)members.Count / Members.Length));
        }

        return new AutoAttackOutcome(combined, members.ToImmutable(), [.. MaskingFlags.Of(target, data, run.Clean, Device), .. terms.Constraints is null ? SquareFlag(members) : []]);
    }

    private IEnumerable<IEvasionAttack> Valid(EvasionTerms terms)
    {
        var members = Members.Select(member => ValidRecords.Of(member, terms.Constraints));
        return terms is { Constraints: not null, Norm: Norm.Linf } ? members.Append(new ConstrainedPgd()) : members;
    }

    /// <summary>
    /// Square goes on after the white-box attacks: where it still finds something, they were misled. Of tables with constraints that says
    /// nothing: what the others found may have been lost on the way to a valid record.
    /// </summary>
    private IEnumerable<string> SquareFlag(IEnumerable<MemberOutcome> members) => members
        .Where(member => member.Name == "square" && member.Broken > 1 && member.Broken > 0.002 * data.Count)
        .Select(member => $"Square, which sees no gradients, breaks {member.Broken} of {data.Count} records that the white-box attacks could not break: the gradients are masked, and the true accuracy may be lower");
}
