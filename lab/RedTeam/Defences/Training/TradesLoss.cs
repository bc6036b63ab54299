using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Training;

/// <summary>
/// CE(f(x), y) + β·KL(f(x) ‖ f(x')), with x' the perturbation that makes the divergence largest, from x + 0.001·N(0, 1) in steps along its gradient's
/// sign (Zhang et al., TRADES, ICML 2019, eq. 5 and algorithm 1): the trade-off of accuracy and robustness is β's.
/// </summary>
/// <param name="spec">The model.</param>
/// <param name="terms">What a perturbation may be.</param>
internal sealed class TradesLoss(ModelSpec spec, EvasionTerms terms) : InputLoss(spec)
{
    private const double StartDeviation = 1e-3;

    /// <summary>β; 1 to 10 in the paper.</summary>
    public double Beta { get; init; } = 6;

    /// <summary>Steps of the perturbation.</summary>
    public int PerturbationSteps { get; init; } = 10;

    /// <summary>Length of one as part of ε; the authors take 0.01 of 0.3 with 40 steps.</summary>
    public double RelativeStep { get; init; } = 0.25;

    /// <summary>Steps of training over which ε grows from 0.</summary>
    public int WarmUp { get; init; } = 1;

    /// <inheritdoc/>
    protected override Tensor Of(ITarget target, Tensor inputs, Tensor labels, Func<Tensor, Tensor> forward)
    {
        var now = terms with { Epsilon = terms.Epsilon * Math.Min(1, (Steps + 1.0) / WarmUp) };
        var perturbed = Perturb(target, inputs, now);
        var natural = forward(inputs);
        var divergence = Divergence(natural, forward(perturbed)).mean();
        return nn.functional.cross_entropy(natural, labels).add(divergence.Times(Beta));
    }

    /// <summary>KL(p ‖ q) of each record: Σ p·(ln p − ln q).</summary>
    internal static Tensor Divergence(Tensor logitsP, Tensor logitsQ)
    {
        var (p, q) = (nn.functional.log_softmax(logitsP, 1), nn.functional.log_softmax(logitsQ, 1));
        return p.exp().mul(p.sub(q)).SumEach();
    }

    private Tensor Perturb(ITarget target, Tensor inputs, EvasionTerms now)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var generator = new Generator(terms.Seed + (ulong)Steps, CPU);
        var natural = target.Logits(inputs);
        var points = inputs.add(randn(inputs.shape, ScalarType.Float32, CPU, generator: generator).Times(StartDeviation));
        for (var step = 0; step < PerturbationSteps; step++)
        {
            using var inner = NewDisposeScope();
            var gradient = InputGradient.Of(target, points, logits => Divergence(natural, logits)).Gradient;
            var moved = points.add(SteepestDirection.Of(gradient, points, now).Times(RelativeStep * now.Epsilon));
            points = Projections.OntoBallAndBox(moved, inputs, now).MoveToOuterDisposeScope();
        }

        return points.MoveToOuterDisposeScope();
    }
}
