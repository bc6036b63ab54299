using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;

/// <summary>
/// The L2 attack of Carlini and Wagner (S&amp;P 2017): min ‖δ‖² + c·max(z_y − max_{i≠y} z_i + κ, 0) by Adam, in a variable w with
/// x + δ = lower + (upper − lower)·(tanh w + 1)/2, so that the bounds hold by themselves; c by bisection for each record.
/// </summary>
/// <remarks>
/// In the end each perturbation is shortened towards the input as far as the model still errs with κ. On a linear model the result is
/// within 2 % of the optimum of the quadratic problem. Too few steps find too large perturbations: the defaults are those of the paper.
/// </remarks>
internal sealed class CarliniWagner : IEvasionAttack
{
    private const double Beta1 = 0.9, Beta2 = 0.999, AdamEpsilon = 1e-8;

    /// <summary>Keeps tanh⁻¹ finite at the bounds.</summary>
    private const double Shrink = 0.999999;

    /// <inheritdoc/>
    public string Name => "carlini-wagner";

    /// <inheritdoc/>
    public TargetAccess Needs => TargetAccess.WhiteBox;

    /// <summary>κ: by how much the logit of another class has to be above that of the true one.</summary>
    public double Confidence { get; init; }

    /// <summary>The first c.</summary>
    public double InitialConstant { get; init; } = 1e-3;

    /// <summary>Values of c that are tried.</summary>
    public int Bisections { get; init; } = 9;

    /// <summary>Most steps for each of them.</summary>
    public int Steps { get; init; } = 10_000;

    /// <summary>Of Adam.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Whether a search ends when a tenth of its steps has not made the loss smaller.</summary>
    public bool AbortsEarly { get; init; } = true;

    /// <inheritdoc/>
    public Tensor Perturb(ITarget target, Tensor inputs, Tensor labels, EvasionTerms terms)
    {
        if (terms.Norm != Norm.L2)
        {
            throw new ArgumentException("This attack of Carlini and Wagner is for L2.", nameof(terms));
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var best = inputs.clone();
        var shortest = zeros([inputs.shape[0]], inputs.dtype, inputs.device).Filled(double.PositiveInfinity);
        var (constant, lower, upper) = (shortest.Filled(InitialConstant), shortest.Filled(0), shortest.Filled(1e10));
        for (var bisection = 0; bisection < Bisections; bisection++)
        {
            using var inner = NewDisposeScope();
            var found = Minimize(target, inputs, labels, constant, terms, best, shortest);
            (lower, upper) = (where(found, lower, constant), where(found, constant, upper));
            constant = where(upper.IsBelow(1e9), lower.add(upper).Times(0.5), constant.Times(10));
            Array.ForEach([lower, upper, constant], tensor => tensor.MoveToOuterDisposeScope());
        }

        Shorten(target, inputs, labels, best);
        return MinimalPerturbation.WithinTerms(best, inputs, terms).MoveToOuterDisposeScope();
    }

    /// <summary>One search with fixed c; writes what is shorter than the best so far. Where it found something: [n].</summary>
    private Tensor Minimize(ITarget target, Tensor inputs, Tensor labels, Tensor constant, EvasionTerms terms, Tensor best, Tensor shortest)
    {
        var half = (terms.Upper - terms.Lower) / 2;
        var start = inputs.Plus(-(terms.Lower + half)).Times(Shrink / half).atanh();
        var (w, mean, square) = (start.clone(), zeros_like(start), zeros_like(start));
        var found = zeros_like(shortest).to(ScalarType.Bool);
        var last = double.PositiveInfinity;
        for (var step = 1; step <= Steps; step++)
        {
            terms.Cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var tanh = w.tanh();
            var points = tanh.Times(half).Plus(terms.Lower + half).Between(terms.Lower, terms.Upper);
            var pass = InputGradient.Of(target, points, logits => Losses.Margin(logits, labels).Plus(Confidence).relu().mul(constant));
            var change = points.sub(inputs);
            var distance = change.LengthEach(Norm.L2);
            var reached = Reached(pass.Logits, labels);
            var nearer = reached.logical_and(distance.lt(shortest)).Places();
            best.index_copy_(0, nearer, points.At(nearer));
            shortest.index_copy_(0, nearer, distance.At(nearer));
            found.copy_(found.logical_or(reached));
            if (AbortsEarly && step % Math.Max(1, Steps / 10) == 0)
            {
                using var total = distance.Squared().add(pass.Loss).sum();
                var now = Learning.Training.TorchValue.Single(total);
                if (now > 0.9999 * last)
                {
                    break;
                }

                last = now;
            }

            var gradient = change.Times(2).add(pass.Gradient.Finite()).mul(tanh.Squared().neg().Plus(1)).Times(half);
            mean.copy_(mean.Times(Beta1).add(gradient.Times(1 - Beta1)));
            square.copy_(square.Times(Beta2).add(gradient.Squared().Times(1 - Beta2)));
            var (meanScale, squareScale) = (1 / (1 - Math.Pow(Beta1, step)), 1 / (1 - Math.Pow(Beta2, step)));
            w.sub_(mean.Times(LearningRate * meanScale).div(square.Times(squareScale).sqrt().Plus(AdamEpsilon)));
        }

        return found;
    }

    /// <summary>Ten bisections of each perturbation's length.</summary>
    private void Shorten(ITarget target, Tensor inputs, Tensor labels, Tensor best)
    {
        using var scope = NewDisposeScope();
        var change = best.sub(inputs);
        var (low, high) = (zeros_like(change.LengthEach(Norm.L2)), ones_like(change.LengthEach(Norm.L2)));
        for (var i = 0; i < 10; i++)
        {
            var middle = low.add(high).Times(0.5);
            var reached = Reached(target.Logits(inputs.add(change.mul(middle.For(change)))), labels);
            (low, high) = (where(reached, low, middle), where(reached, middle, high));
        }

        best.copy_(inputs.add(change.mul(high.For(change))));
    }

    private Tensor Reached(Tensor logits, Tensor labels) => Confidence == 0
        ? Losses.IsWrong(logits, labels)
        : Losses.Margin(logits, labels).Plus(Confidence).IsAbove(0).logical_not();
}
