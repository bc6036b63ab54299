using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.RedTeam.Evasion.Probing;

/// <summary>
/// PGD in one norm, over rising ε: accuracy at the small and the usual one, and the curve. What breaks in a small ball is broken in
/// every larger one, so that each record is attacked only as long as it holds.
/// </summary>
/// <param name="norm">Of the ball.</param>
internal sealed class PgdProbe(Norm norm) : WhiteBoxProbe
{
    /// <inheritdoc/>
    public override string Id => $"evasion.pgd-{Epsilons.Name(norm)}";

    /// <inheritdoc/>
    public override string Title => $"Follows the gradient within a ball ({Epsilons.Name(norm)})";

    /// <inheritdoc/>
    public override string Reference => norm == Norm.L1 ? "Madry et al., ICLR 2018; Tramèr and Boneh, NeurIPS 2019" : "Madry et al., ICLR 2018";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var data = norm == Norm.Linf ? Sample(context, 200, 1000, 5000) : Sample(context, 100, 500, 2000);
        using var target = context.Subject.Open();
        var run = new EvasionRun(target, data);
        // What only just errs between valid records is right again at the nearest one: there, all steps are made.
        IEvasionAttack attack = context.Subject.Constraints is null
            ? Pgd.For(norm, restarts: context.ByProfile(1, 1, 5))
            : Valid(context, Pgd.For(norm, stopsAtSuccess: false));
        var (small, usual) = Epsilons.Of(context.Subject, norm);
        var epsilons = Epsilons.Curve(context.Subject, norm);
        var total = EvasionOutcome.Before(run, data);
        var (measurements, pictures, notes) = (new List<Measurement>(), new List<Picture>(), new List<string>());
        var points = new List<CurvePoint> { Point(0, total) };
        for (var i = 0; i < epsilons.Length; i++)
        {
            total = Attack(context, run, data, attack, epsilons[i], total, new PartOfProgress(context.Progress, i, epsilons.Length));
            points.Add(Point(epsilons[i], total));
            if (epsilons[i] == small || epsilons[i] == usual)
            {
                measurements.Add(total.Accuracy("evasion.pgd.accuracy", Setting(context, Epsilons.Describe(norm, epsilons[i]))));
                pictures.AddRange(Pairs($"PGD, {Epsilons.Describe(norm, epsilons[i])}", data, total));
            }
        }

        notes.AddRange(total.Problems);
        return new ProbeResult([.. measurements])
        {
            Curves =
            [
                new Curve(
                    $"evasion.pgd.accuracy-over-eps.{Epsilons.Name(norm)}", $"Accuracy under PGD, {Epsilons.Name(norm)}", "eps", "accuracy",
                    [new CurveLine(Epsilons.Name(norm), [.. points.Where(point => !double.IsNaN(point.Y))])]),
            ],
            Pictures = [.. pictures],
            Notes = Notes(context, notes),
        };
    }

    /// <summary>Attacks what still holds, in a larger ball.</summary>
    private EvasionOutcome Attack(
        ProbeContext context, EvasionRun all, DataSet data, IEvasionAttack attack, double epsilon, EvasionOutcome before, IProgress<double> progress)
    {
        int[] left = [.. Enumerable.Range(0, data.Count).Where(i => before.States[i] is RecordState.Robust or RecordState.Failed)];
        var outcome = all.On(left, progress).Attack(attack, InputBounds.Terms(context, norm, epsilon));
        return before.With(left, outcome, data.RecordLength);
    }

    private static CurvePoint Point(double epsilon, EvasionOutcome outcome)
    {
        var accuracy = outcome.Accuracy("evasion.pgd.accuracy", "");
        return new CurvePoint(epsilon, accuracy.Value, accuracy.Lower, accuracy.Upper);
    }
}
