using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;

/// <summary>
/// Auto-PGD (Croce and Hein, ICML 2020): projected gradient ascent with momentum whose step, at first 2ε, is halved at checkpoints where
/// the loss oscillates or has stopped to grow; it then goes on from the best point. For L1 (Croce and Hein, ICML 2021): sparse steps onto
/// ball and box, from the best point within 3ε to 2ε to ε. Nothing is to be tuned.
/// </summary>
/// <remarks>A record leaves as soon as the model errs on it. Alone it may find less than PGD does on some models; the ensemble does not.</remarks>
internal sealed class Apgd : IEvasionAttack
{
    /// <inheritdoc/>
    public string Name => Loss switch
    {
        ApgdLoss.CrossEntropy => "apgd-ce",
        ApgdLoss.LogitsRatio => "apgd-dlr",
        _ => "apgd-t",
    };

    /// <inheritdoc/>
    public TargetAccess Needs => TargetAccess.WhiteBox;

    /// <summary>What is made large.</summary>
    public ApgdLoss Loss { get; init; }

    /// <summary>N: steps of a run.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>Runs; each for every class where the loss is targeted.</summary>
    public int Restarts { get; init; } = 1;

    /// <summary>Classes that a targeted loss is tried for: those of the highest clean logits besides the true one.</summary>
    public int Classes { get; init; } = 9;

    /// <summary>
    /// Passes at each point. More than one for models that answer at random: the steps follow the mean gradient, none ends a run early as
    /// that may be luck, and the point of the largest mean loss is taken. AutoAttack: 20 in its version for such models.
    /// </summary>
    public int Draws { get; init; } = 1;

    /// <inheritdoc/>
    public Tensor Perturb(ITarget target, Tensor inputs, Tensor labels, EvasionTerms terms)
    {
        if (!double.IsFinite(terms.Epsilon))
        {
            throw new ArgumentException("APGD needs a finite ε.", nameof(terms));
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var random = new RecordRandom(terms.Seed, inputs);
        var result = inputs.clone();
        var isTargeted = Loss == ApgdLoss.TargetedLogitsRatio;
        var others = isTargeted ? ClassGradients.Candidates(target.Logits(inputs), labels, Classes) : labels.unsqueeze(1);
        var open = arange(inputs.shape[0], ScalarType.Int64, inputs.device);
        for (var run = 0L; run < others.shape[1] * Restarts && open.shape[0] > 0; run++)
        {
            using var inner = NewDisposeScope();
            using var state = new ApgdState
            {
                Open = open.clone(),
                Clean = inputs.At(open),
                Labels = labels.At(open),
                Targets = others.select(1, run % others.shape[1]).At(open),
            };
            Run(new ApgdAscent(target, state, result, Loss, Draws), random, terms);
            open = state.Open.clone().MoveToOuterDisposeScope();
        }

        return result.MoveToOuterDisposeScope();
    }

    private void Run(ApgdAscent ascent, RecordRandom random, EvasionTerms terms)
    {
        var state = ascent.State;
        var records = Array.ConvertAll(state.Open.to(CPU).data<long>().ToArray(), place => (int)place);
        if (terms.Norm != Norm.L1)
        {
            state.Points = Start(state.Clean, records, random, terms);
            ascent.Run(Steps, terms, isFirst: true, isLast: true);
            return;
        }

        var wide = terms with { Epsilon = 3 * terms.Epsilon };
        state.Points = Projections.OntoBallAndBox(state.Clean.add(random.Normal(records, state.Clean)), state.Clean, wide);
        ascent.Run(3 * Steps / 10, wide, isFirst: true, isLast: false);
        ascent.Run(3 * Steps / 10, terms with { Epsilon = 2 * terms.Epsilon }, isFirst: false, isLast: false);
        ascent.Run(Steps - (2 * (3 * Steps / 10)), terms, isFirst: false, isLast: true);
    }

    /// <summary>A random point on the rim of the ball, as AutoAttack has it.</summary>
    private static Tensor Start(Tensor clean, int[] records, RecordRandom random, EvasionTerms terms)
    {
        var direction = terms.Norm == Norm.Linf ? random.Symmetric(records, clean) : random.Normal(records, clean);
        var rim = SteepestDirection.Normalized(direction, terms.Norm).Times(terms.Epsilon);
        return Projections.OntoBallAndBox(clean.add(rim), clean, terms);
    }
}
