using FederatedSecure.Lab.RedTeam.Evasion.Geometry;
using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;

/// <summary>
/// The fast adaptive boundary attack (Croce and Hein, ICML 2020): looks for the nearest adversarial input by projecting the current
/// point and the clean one onto the linearized boundary within the bounds, taking a point between both that leans to the clean one,
/// and going back towards it whenever the model errs. No step size, and nothing depends on the scale of the logits.
/// </summary>
/// <remarks>
/// Targeted (FAB-T), each of the classes of the highest clean logits is looked for in a run of its own, with one backward pass a step
/// instead of one for every class. Where ε is finite a record is done with the first input found within it.
/// </remarks>
internal sealed class Fab : IEvasionAttack
{
    /// <inheritdoc/>
    public string Name => IsTargeted ? "fab-t" : "fab";

    /// <inheritdoc/>
    public TargetAccess Needs => TargetAccess.WhiteBox;

    /// <summary>Steps of a run.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>α_max: how far at most the step leans to the clean input.</summary>
    public double LargestBias { get; init; } = 0.1;

    /// <summary>η: how much further than onto the boundary.</summary>
    public double Overshoot { get; init; } = 1.05;

    /// <summary>β: what is kept of a perturbation that the model errs on.</summary>
    public double BackwardStep { get; init; } = 0.9;

    /// <summary>One run for each of the classes, and not one for all together.</summary>
    public bool IsTargeted { get; init; }

    /// <summary>Number of classes that are looked at.</summary>
    public int Classes { get; init; } = 9;

    /// <inheritdoc/>
    public Tensor Perturb(ITarget target, Tensor inputs, Tensor labels, EvasionTerms terms)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var best = inputs.clone();
        var found = zeros([inputs.shape[0]], ScalarType.Float32, inputs.device).Filled(double.PositiveInfinity);
        var others = ClassGradients.Candidates(target.Logits(inputs), labels, Classes);
        var runs = IsTargeted ? others.shape[1] : 1;
        for (var run = 0L; run < runs; run++)
        {
            Run(target, inputs, labels, IsTargeted ? others.narrow(1, run, 1) : others, terms, best, found);
        }

        return MinimalPerturbation.WithinTerms(best, inputs, terms).MoveToOuterDisposeScope();
    }

    /// <summary>One run; writes what is nearer than the best so far.</summary>
    private void Run(ITarget target, Tensor inputs, Tensor labels, Tensor others, EvasionTerms terms, Tensor best, Tensor found)
    {
        using var scope = NewDisposeScope();
        var open = StillOpen(found, terms).Places();
        var points = inputs.At(open).flatten(1);
        for (var step = 0; step < Steps && open.shape[0] > 0; step++)
        {
            terms.Cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var (clean, own) = (inputs.At(open).flatten(1), labels.At(open));
            long[] shape = [open.shape[0], .. inputs.shape[1..]];
            var pass = ClassGradients.Of(target, points.view(shape), own, others.At(open));
            var moved = Step(points, clean, pass, terms);
            var wrong = Losses.IsWrong(target.Logits(moved.view(shape)), own);
            var distance = moved.sub(clean).LengthEach(terms.Norm);
            var nearer = wrong.logical_and(distance.lt(found.At(open))).Places();
            best.index_copy_(0, open.At(nearer), moved.At(nearer).view([nearer.shape[0], .. inputs.shape[1..]]));
            found.index_copy_(0, open.At(nearer), distance.At(nearer));
            var back = wrong.Choose(clean.add(moved.sub(clean).Times(BackwardStep)), moved);
            var rest = StillOpen(found.At(open), terms).Places();
            points = back.At(rest).MoveToOuterDisposeScope();
            open = open.At(rest).MoveToOuterDisposeScope();
        }
    }

    private Tensor Step(Tensor points, Tensor clean, ClassGradients pass, EvasionTerms terms)
    {
        var dual = terms.Norm switch { Norm.Linf => Norm.L1, Norm.L1 => Norm.Linf, _ => Norm.L2 };
        var (n, k) = (pass.Gradients.shape[0], pass.Gradients.shape[1]);
        var lengths = pass.Gradients.reshape(n * k, -1).LengthEach(dual).view(n, k);
        var nearest = pass.Differences.abs().div(lengths.Plus(1e-12)).argmin(1).unsqueeze(1);
        var w = pass.Gradients.gather(1, nearest.unsqueeze(2).expand(n, 1, pass.Gradients.shape[2])).squeeze(1);
        var c = pass.Differences.gather(1, nearest).squeeze(1).neg();
        // The same hyperplane, seen from both points.
        var fromClean = c.add(w.mul(points.sub(clean)).SumEach());
        var (way, wayFromClean) = (HyperplaneProjections.Shortest(points, w, c, terms), HyperplaneProjections.Shortest(clean, w, fromClean, terms));
        var (a, b) = (way.LengthEach(terms.Norm).AtLeast(1e-8), wayFromClean.LengthEach(terms.Norm).AtLeast(1e-8));
        var bias = a.div(a.add(b)).AtMost(LargestBias).unsqueeze(1);
        var (ahead, aheadFromClean) = (points.add(way.Times(Overshoot)), clean.add(wayFromClean.Times(Overshoot)));
        return ahead.add(aheadFromClean.sub(ahead).mul(bias)).Between(terms.Lower, terms.Upper);
    }

    private static Tensor StillOpen(Tensor found, EvasionTerms terms) => double.IsPositiveInfinity(terms.Epsilon)
        ? ones_like(found).to(ScalarType.Bool)
        : found.IsAbove(terms.Epsilon);
}
