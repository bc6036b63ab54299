using FederatedSecure.Lab.RedTeam.Targets;
using TorchSharp;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;

/// <summary>
/// Projected gradient descent on the cross-entropy (Madry et al., ICLR 2018), and its relatives: x ← P(x + α·d), with d the steepest
/// direction of the norm and P the projection onto the ball around the input and the bounds.
/// </summary>
/// <remarks>
/// Finds adversarial inputs or does not; that it finds none proves nothing. A step's own forward pass tells which records are broken:
/// they leave the batch, which changes nothing for the others. With K steps a record that holds costs K + 1 passes forward and K back
/// for each restart. Of constraints between features it keeps single ones only: <see cref="Tabular.ValidReach"/>.
/// </remarks>
internal sealed class Pgd : IEvasionAttack
{
    /// <inheritdoc/>
    public string Name { get; init; } = "pgd";

    /// <inheritdoc/>
    public TargetAccess Needs => TargetAccess.WhiteBox;

    /// <summary>Steps of one run. Madry's for MNIST: 40.</summary>
    public int Steps { get; init; } = 40;

    /// <summary>Length of a step as part of ε. Foolbox: 0.01/0.3 for L∞ (with 40 steps), 0.025 for the others (with 50).</summary>
    public double RelativeStep { get; init; } = 0.01 / 0.3;

    /// <summary>Whether a run starts at a random point of the ball, and not at the input.</summary>
    public bool StartsAtRandom { get; init; } = true;

    /// <summary>Runs, each on what the ones before have not broken. More than one makes sense with random starts only.</summary>
    public int Restarts { get; init; } = 1;

    /// <summary>µ of MI-FGSM: how much of the gradients so far, each divided by its L1 norm, a step keeps. 0 for none.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether the labels are classes to be reached, not classes to be left.</summary>
    public bool IsTargeted { get; init; }

    /// <summary>
    /// Whether a record is done as soon as the model errs on it. Otherwise all steps are made, which is what training on adversarial
    /// inputs wants: K passes forward and back, and the last point.
    /// </summary>
    public bool StopsAtSuccess { get; init; } = true;

    /// <summary>The basic iterative method (Kurakin et al., 2017): from the input itself, 10 steps of ε/10.</summary>
    public static Pgd BasicIterative(int steps = 10) =>
        new() { Name = "bim", Steps = steps, RelativeStep = 1.0 / steps, StartsAtRandom = false };

    /// <summary>MI-FGSM (Dong et al., CVPR 2018): the basic iterative method with momentum µ = 1.</summary>
    public static Pgd WithMomentum(int steps = 10) =>
        new() { Name = "mi-fgsm", Steps = steps, RelativeStep = 1.0 / steps, StartsAtRandom = false, Momentum = 1 };

    /// <summary>The steps that the norm is usually attacked with: 40 of ε/30 for L∞, 50 of ε/40 for L2, 50 of ε/20 for L1.</summary>
    public static Pgd For(Norm norm, int restarts = 1, bool stopsAtSuccess = true) => norm switch
    {
        Norm.Linf => new Pgd { Restarts = restarts, StopsAtSuccess = stopsAtSuccess },
        Norm.L2 => new Pgd { Steps = 50, RelativeStep = 0.025, Restarts = restarts, StopsAtSuccess = stopsAtSuccess },
        _ => new Pgd { Steps = 50, RelativeStep = 0.05, Restarts = restarts, StopsAtSuccess = stopsAtSuccess },
    };

    /// <inheritdoc/>
    public Tensor Perturb(ITarget target, Tensor inputs, Tensor labels, EvasionTerms terms)
    {
        if (!double.IsFinite(terms.Epsilon))
        {
            throw new ArgumentException("PGD needs a finite ε.", nameof(terms));
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var random = new RecordRandom(terms.Seed, inputs);
        var result = inputs.clone();
        var open = arange(inputs.shape[0], ScalarType.Int64, inputs.device);
        for (var run = 0; run < Restarts && open.shape[0] > 0; run++)
        {
            open = Run(target, inputs, labels, terms, random, result, open);
        }

        return result.MoveToOuterDisposeScope();
    }

    /// <summary>One run on the open records; writes into the result and gives those that are still open.</summary>
    private Tensor Run(ITarget target, Tensor inputs, Tensor labels, EvasionTerms terms, RecordRandom random, Tensor result, Tensor open)
    {
        using var scope = NewDisposeScope();
        var clean = inputs.At(open);
        var state = new BatchState(open, clean, labels.At(open), Start(clean, open, random, terms), zeros_like(clean));
        for (var step = 0; step < Steps && state.Open.shape[0] > 0; step++)
        {
            terms.Cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var current = state;
            var pass = InputGradient.Of(target, current.Points, logits => Losses.CrossEntropy(logits, current.Labels));
            var gradient = pass.Gradient;
            if (StopsAtSuccess && Reached(pass.Logits, current.Labels) is { } reached && reached.Count() is > 0 and var count)
            {
                result.index_copy_(0, current.Open.At(reached.Places()), current.Points.At(reached.Places()));
                var rest = reached.logical_not().Places();
                (current, gradient) = (current.At(rest), gradient.At(rest));
                if (count == reached.shape[0])
                {
                    state = state.Replace(current);
                    break;
                }
            }

            state = state.Replace(Advance(current, gradient, terms));
        }

        if (state.Open.shape[0] > 0)
        {
            result.index_copy_(0, state.Open, state.Points);
        }

        if (!StopsAtSuccess || state.Open.shape[0] == 0)
        {
            return state.Open.MoveToOuterDisposeScope();
        }

        var last = target.Logits(state.Points);
        return state.Open.At(Reached(last, state.Labels).logical_not().Places()).MoveToOuterDisposeScope();
    }

    private BatchState Advance(BatchState state, Tensor gradient, EvasionTerms terms)
    {
        var (velocity, ascent) = (state.Velocity, gradient);
        if (Momentum > 0)
        {
            velocity = velocity.Times(Momentum).add(SteepestDirection.Normalized(gradient.Finite(), Norm.L1));
            ascent = velocity;
        }

        using Scalar length = RelativeStep * terms.Epsilon;
        var direction = SteepestDirection.Of(IsTargeted ? ascent.neg() : ascent, state.Points, terms);
        return state with { Points = Projections.OntoBallAndBox(state.Points.add(direction, length), state.Clean, terms), Velocity = velocity };
    }

    private Tensor Start(Tensor clean, Tensor open, RecordRandom random, EvasionTerms terms)
    {
        if (!StartsAtRandom)
        {
            return clean.clone();
        }

        var records = Array.ConvertAll(open.to(CPU).data<long>().ToArray(), place => (int)place);
        return RandomStart.Draw(clean, records, random, terms);
    }

    /// <summary>Where the attacker has what it wants: [n].</summary>
    private Tensor Reached(Tensor logits, Tensor labels) =>
        IsTargeted ? logits.argmax(1).eq(labels) : Losses.IsWrong(logits, labels);
}
