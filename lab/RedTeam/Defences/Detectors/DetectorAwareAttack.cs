using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Detectors;

/// <summary>
/// PGD by someone who knows the detector: a step that makes the model err where it does not, else one that lowers the suspicion
/// (Bryniarski et al., "Evading adversarial example detection defenses with orthogonal projected gradient descent", ICLR 2022,
/// the selective variant). Of all points that the model errs on, the least suspicious is returned.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="detector">The detector.</param>
/// <param name="steps">Steps.</param>
internal sealed class DetectorAwareAttack(SpecTarget model, IFeatureDetector detector, int steps) : IEvasionAttack
{
    private const double RelativeStep = 0.05;

    /// <inheritdoc/>
    public string Name => $"pgd against {detector.Name}";

    /// <inheritdoc/>
    public TargetAccess Needs => TargetAccess.WhiteBox;

    /// <inheritdoc/>
    public Tensor Perturb(ITarget target, Tensor inputs, Tensor labels, EvasionTerms terms)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var watched = new Watched(model, detector);
        var points = RandomStart.Draw(inputs, [.. Enumerable.Range(0, (int)inputs.shape[0])], new RecordRandom(terms.Seed, inputs), terms);
        var (best, least) = (inputs, labels.to(ScalarType.Float32).Filled(double.PositiveInfinity));
        for (var step = 0; step <= steps; step++)
        {
            terms.Cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var pass = InputGradient.Of(watched, points, answer => Goal(answer, labels));
            var wrong = Losses.IsWrong(Logits(pass.Logits), labels);
            var suspicion = detector.Score(model.Representation(points));
            var better = wrong.logical_and(suspicion.lt(least));
            (best, least) = (better.Choose(points, best).MoveToOuterDisposeScope(), where(better, suspicion, least).MoveToOuterDisposeScope());
            var moved = points.add(SteepestDirection.Of(pass.Gradient, points, terms).Times(RelativeStep * terms.Epsilon));
            points = Projections.OntoBallAndBox(moved, inputs, terms).MoveToOuterDisposeScope();
        }

        return best.MoveToOuterDisposeScope();
    }

    /// <summary>What is made large: the loss where the model is right, else minus the suspicion.</summary>
    private static Tensor Goal(Tensor answer, Tensor labels)
    {
        var logits = Logits(answer);
        var suspicion = answer.select(1, answer.shape[1] - 1);
        return where(Losses.IsWrong(logits, labels), suspicion.neg(), Losses.CrossEntropy(logits, labels));
    }

    private static Tensor Logits(Tensor answer) => answer.narrow(1, 0, answer.shape[1] - 1);

    /// <summary>The model's logits and, behind them, how suspicious the input is: [n, classes + 1].</summary>
    private sealed class Watched(SpecTarget model, IFeatureDetector detector) : ITarget
    {
        public ImmutableArray<int> InputShape => model.InputShape;

        public int Classes => model.Classes;

        public TargetAccess Access => TargetAccess.WhiteBox;

        public TargetCalls Calls => model.Calls;

        public Tensor Logits(Tensor inputs)
        {
            Tensor? last = null;
            var logits = model.Logits(inputs, (_, input, _) => last = input);
            return cat([logits, detector.Slope(last!.flatten(1)).unsqueeze(1)], 1);
        }

        public void CountBackward(long records) => model.CountBackward(records);

        public void Dispose()
        {
            // The model is the caller's.
        }
    }
}
