using FederatedSecure.Lab.RedTeam.Evasion.Schedules;
using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;

/// <summary>The steps of <see cref="Apgd"/> on its state.</summary>
/// <param name="target">The model.</param>
/// <param name="state">The open records.</param>
/// <param name="result">[n, …]: gets the inputs that the model errs on.</param>
/// <param name="loss">What is made large.</param>
/// <param name="draws">Passes at each point, of which the mean is taken.</param>
internal sealed class ApgdAscent(ITarget target, ApgdState state, Tensor result, ApgdLoss loss, int draws)
{
    /// <summary>ρ: where fewer steps than this part of an interval raise the loss, the step is too long.</summary>
    private const double Rising = 0.75;

    /// <summary>Weight of a new step; the rest is momentum.</summary>
    private const double NewWeight = 0.75;

    /// <summary>L1: by what the step and the number of moved features shrink, and how short the step gets at most.</summary>
    private const double SparseShrink = 1.5, SparseLeast = 10;

    private bool _isSparse;

    /// <summary>The open records.</summary>
    public ApgdState State => state;

    /// <summary>Makes so many steps from the best point so far, moved into the ball.</summary>
    /// <param name="steps">How many.</param>
    /// <param name="terms">The ball.</param>
    /// <param name="isFirst">Whether the points are random, and not found in a larger ball.</param>
    /// <param name="isLast">Whether it is the ball of the attack: only there what the model errs on counts.</param>
    public void Run(int steps, EvasionTerms terms, bool isFirst, bool isLast)
    {
        using var scope = NewDisposeScope();
        if (state.Open.shape[0] == 0)
        {
            return;
        }

        _isSparse = terms.Norm == Norm.L1;
        Begin(terms, isFirst);
        Look(isFirst: true, isLast);
        var interval = _isSparse ? Math.Max(1, 4 * steps / 100) : steps;
        var checkpoints = _isSparse
            ? [.. Enumerable.Range(1, steps / interval).Select(i => i * interval)]
            : Checkpoints.Of(steps);
        for (var (step, next, before) = (0, 0, 0); step < steps && state.Open.shape[0] > 0; step++)
        {
            terms.Cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var moved = _isSparse ? SparseStep(terms) : MomentumStep(terms, step == 0 ? 1 : NewWeight);
            (state.Previous, state.Points) = (state.Points.clone(), moved);
            Look(isFirst: false, isLast);
            if (next < checkpoints.Length && checkpoints[next] == step + 1 && state.Open.shape[0] > 0)
            {
                if (_isSparse)
                {
                    CheckSparsity(terms);
                }
                else
                {
                    CheckProgress(step + 1 - before);
                }

                (next, before) = (next + 1, step + 1);
            }
        }

        if (!isLast)
        {
            state.Points = state.Best.clone();
        }
        else if (draws > 1)
        {
            TakeBest();
        }
    }

    /// <summary>The points of the largest mean loss; takes out those whose mean logits err.</summary>
    private void TakeBest()
    {
        result.index_copy_(0, state.Open, state.Best);
        var logits = stack(Enumerable.Range(0, draws).Select(_ => target.Logits(state.Best)).ToArray(), 0).mean([0L]);
        state.Keep(Losses.IsWrong(logits, state.Labels).logical_not().Places());
    }

    private void Begin(EvasionTerms terms, bool isFirst)
    {
        var each = state.Clean.flatten(1).select(1, 0);
        state.Points = Projections.OntoBallAndBox(state.Points, state.Clean, terms);
        state.Previous = state.Points.clone();
        state.Step = each.Filled(_isSparse ? terms.Epsilon : 2 * terms.Epsilon);
        state.Progress = each.Filled(0);
        state.Mode = each.Filled(1);
        if (_isSparse)
        {
            var changed = Changed(state.Points);
            var features = state.Clean.numel() / state.Clean.shape[0];
            // Of a start in the whole ball a fifth of the features is moved; of one that was found, somewhat fewer than differ.
            state.Mode = isFirst ? changed.Filled(0.2) : changed.Times(1 / SparseShrink / features);
            state.Progress = isFirst ? changed.Filled(features) : changed;
        }
    }

    /// <summary>Forward and back at the point; takes out what is broken, and remembers the best.</summary>
    private void Look(bool isFirst, bool isLast)
    {
        Tensor Height(Tensor logits) => loss switch
        {
            ApgdLoss.CrossEntropy => Losses.CrossEntropy(logits, state.Labels),
            ApgdLoss.LogitsRatio => Losses.DifferenceOfLogitsRatio(logits, state.Labels),
            _ => Losses.DifferenceOfLogitsRatio(logits, state.Labels, state.Targets),
        };
        var pass = InputGradient.Mean(target, state.Points, Height, draws);
        var value = pass.Loss.Finite();
        if (isFirst)
        {
            (state.Best, state.BestGradient, state.BestLoss, state.CheckedLoss) =
                (state.Points.clone(), pass.Gradient.Finite(), value.clone(), value.clone());
            (state.Gradient, state.Loss) = (pass.Gradient.Finite(), value.clone());
        }
        else
        {
            var (better, higher) = (value.gt(state.BestLoss), value.gt(state.Loss));
            state.Gradient = pass.Gradient.Finite();
            state.Best = better.Choose(state.Points, state.Best);
            state.BestGradient = better.Choose(state.Gradient, state.BestGradient);
            state.BestLoss = where(better, value, state.BestLoss);
            if (!_isSparse)
            {
                state.Progress = state.Progress.add(higher.to(state.Progress.dtype));
            }

            state.Loss = value.clone();
        }

        // At random, a single point that errs may be luck: all steps are made, and the best point is taken.
        if (isLast && draws == 1 && Losses.IsWrong(pass.Logits, state.Labels) is { } wrong && wrong.Count() > 0)
        {
            var places = wrong.Places();
            result.index_copy_(0, state.Open.At(places), state.Points.At(places));
            state.Keep(wrong.logical_not().Places());
        }
    }

    /// <summary>P(x + a·(P(x + α·d) − x) + (1 − a)·(x − x_before)).</summary>
    private Tensor MomentumStep(EvasionTerms terms, double weight)
    {
        var direction = SteepestDirection.Of(state.Gradient, state.Points, terms);
        var ahead = Projections.OntoBallAndBox(state.Points.add(direction.mul(state.Step.For(direction))), state.Clean, terms);
        var momentum = state.Points.sub(state.Previous).Times(1 - weight);
        return Projections.OntoBallAndBox(state.Points.add(ahead.sub(state.Points).Times(weight)).add(momentum), state.Clean, terms);
    }

    /// <summary>L1: the signs of the largest part of the gradient, together as long as the step.</summary>
    private Tensor SparseStep(EvasionTerms terms)
    {
        var size = state.Gradient.abs().flatten(1);
        var features = size.shape[1];
        var (sorted, _) = size.sort(1);
        // Rounded down: rounded up, as in AutoAttack, two features would never become one.
        var place = state.Mode.Times(features).floor().neg().Plus(features).Between(0, features - 1).to(ScalarType.Int64).unsqueeze(1);
        var moved = size.ge(sorted.gather(1, place)).to(state.Gradient.dtype).view(state.Gradient.shape).mul(state.Gradient.sign());
        var step = state.Step.div(moved.abs().SumEach().Plus(1e-10));
        return Projections.OntoBallAndBox(state.Points.add(moved.mul(step.For(moved))), state.Clean, terms);
    }

    /// <summary>Halves the step and goes back to the best point where the loss rose too seldom, or has not grown since the last checkpoint.</summary>
    private void CheckProgress(int interval)
    {
        var oscillates = state.Progress.IsAbove(Rising * interval).logical_not();
        var stands = state.Mode.IsBelow(0.5).logical_and(state.CheckedLoss.ge(state.BestLoss));
        var shorter = oscillates.logical_or(stands);
        state.Step = where(shorter, state.Step.Times(0.5), state.Step);
        GoBack(shorter);
        state.Mode = shorter.to(state.Step.dtype);
        state.CheckedLoss = state.BestLoss.clone();
        state.Progress = zeros_like(state.Step);
    }

    /// <summary>L1: a long step again from the best point where that has become sparser, a shorter one elsewhere.</summary>
    private void CheckSparsity(EvasionTerms terms)
    {
        var changed = Changed(state.Best);
        var sparser = changed.div(state.Progress.AtLeast(1)).IsBelow(0.95);
        var features = state.Clean.numel() / state.Clean.shape[0];
        state.Mode = changed.Times(1 / SparseShrink / features);
        state.Step = where(sparser, state.Step.Filled(terms.Epsilon), state.Step.Times(1 / SparseShrink))
            .Between(terms.Epsilon / SparseLeast, terms.Epsilon);
        GoBack(sparser);
        state.Progress = changed;
    }

    private void GoBack(Tensor records)
    {
        state.Points = records.Choose(state.Best, state.Points);
        state.Gradient = records.Choose(state.BestGradient, state.Gradient);
    }

    /// <summary>How many features differ from the input: [k].</summary>
    private Tensor Changed(Tensor points) => points.ne(state.Clean).to(state.Clean.dtype).SumEach();
}
