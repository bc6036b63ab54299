using FederatedSecure.Lab.RedTeam.Evasion.Geometry;
using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;

/// <summary>
/// DeepFool (Moosavi-Dezfooli et al., CVPR 2016): takes the model for linear, goes the shortest way to the nearest boundary, looks
/// again, until the model errs; then (1 + overshoot) times all ways together. On a linear model one step, of (1 + overshoot) times the
/// distance.
/// </summary>
/// <remarks>
/// The ways are the exact shortest ones within the bounds, for each norm, and the steps add up from the clean input: an attack that
/// goes on from a point that was cut off at a bound gets stuck there. The distances found are upper bounds of the least ones.
/// </remarks>
internal sealed class DeepFool : IEvasionAttack
{
    /// <inheritdoc/>
    public string Name => "deepfool";

    /// <inheritdoc/>
    public TargetAccess Needs => TargetAccess.WhiteBox;

    /// <summary>Most steps.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>How much further than to the boundary.</summary>
    public double Overshoot { get; init; } = 0.02;

    /// <summary>How many classes besides the true one are looked at: those of the highest logits of the clean input.</summary>
    public int Candidates { get; init; } = 10;

    /// <inheritdoc/>
    public Tensor Perturb(ITarget target, Tensor inputs, Tensor labels, EvasionTerms terms)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var result = inputs.clone();
        var open = arange(inputs.shape[0], ScalarType.Int64, inputs.device);
        var total = zeros_like(inputs).flatten(1);
        Tensor? others = null;
        for (var step = 0; step < Steps && open.shape[0] > 0; step++)
        {
            terms.Cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var (clean, points, own) = (inputs.At(open).flatten(1), result.At(open), labels.At(open));
            others ??= ClassGradients.Candidates(target.Logits(points), own, Candidates).MoveToOuterDisposeScope();
            var pass = ClassGradients.Of(target, points, own, others);
            var rest = Losses.IsWrong(pass.Logits, own).logical_not().Places();
            (open, others, total) = (Keep(open, rest), Keep(others, rest), Keep(total, rest));
            if (rest.shape[0] == 0)
            {
                break;
            }

            var (kept, sofar) = (clean.At(rest), total);
            total = sofar.add(Way(kept.add(sofar), pass.Differences.At(rest), pass.Gradients.At(rest), terms)).MoveToOuterDisposeScope();
            var next = kept.add(total.Times(1 + Overshoot)).Between(terms.Lower, terms.Upper);
            result.index_copy_(0, open, next.view([open.shape[0], .. inputs.shape[1..]]));
        }

        return MinimalPerturbation.WithinTerms(result, inputs, terms).MoveToOuterDisposeScope();

        static Tensor Keep(Tensor tensor, Tensor places) => tensor.At(places).MoveToOuterDisposeScope();
    }

    /// <summary>The shortest of the ways to all candidates' boundaries.</summary>
    private static Tensor Way(Tensor points, Tensor differences, Tensor gradients, EvasionTerms terms)
    {
        var (best, shortest) = ((Tensor?)null, (Tensor?)null);
        for (var i = 0L; i < differences.shape[1]; i++)
        {
            var (c, w) = (differences.select(1, i).neg(), gradients.select(1, i));
            // A hair more: on the boundary itself nothing is gained.
            var way = HyperplaneProjections.Shortest(points, w, c.add(c.abs().Plus(1e-3).Times(1e-6)), terms);
            // A boundary that the box hides, or a gradient of zeros, is infinitely far away.
            var missed = way.mul(w).SumEach().sub(c).IsBelow(-1e-3).logical_or(w.LengthEach(Norm.Linf).IsAbove(0).logical_not());
            var length = way.LengthEach(terms.Norm).add(missed.to(way.dtype).Times(1e20));
            if (best is null || shortest is null)
            {
                (best, shortest) = (way, length);
            }
            else
            {
                var nearer = length.lt(shortest);
                (best, shortest) = (nearer.Choose(way, best), where(nearer, length, shortest));
            }
        }

        return best!;
    }
}
