using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;

/// <summary>How the logits of some classes differ from that of the true one, and the gradients of these differences.</summary>
/// <param name="Differences">[n, k]: z_t − z_y; negative where the model prefers the true class.</param>
/// <param name="Gradients">[n, k, d].</param>
/// <param name="Logits">[n, classes].</param>
internal readonly record struct ClassGradients(Tensor Differences, Tensor Gradients, Tensor Logits)
{
    /// <summary>One pass forward and k back, all counted. Belongs to the caller's scope.</summary>
    /// <param name="target">The model.</param>
    /// <param name="inputs">[n, …].</param>
    /// <param name="labels">[n]: y.</param>
    /// <param name="others">[n, k]: the classes t.</param>
    public static ClassGradients Of(ITarget target, Tensor inputs, Tensor labels, Tensor others)
    {
        using var scope = NewDisposeScope();
        using var tape = enable_grad();
        var leaf = inputs.detach().requires_grad_(true);
        var logits = target.Logits(leaf);
        var differences = logits.gather(1, others).sub(logits.gather(1, labels.unsqueeze(1)));
        var count = (int)others.shape[1];
        target.CountBackward(inputs.shape[0] * count);
        var gradients = new Tensor[count];
        for (var i = 0; i < count; i++)
        {
            gradients[i] = differences.requires_grad
                ? (autograd.grad([differences.select(1, i).sum()], [leaf], retain_graph: i < count - 1, allow_unused: true)[0] ?? zeros_like(inputs)).flatten(1)
                : zeros_like(inputs).flatten(1);
        }

        return new ClassGradients(
            differences.detach().MoveToOuterDisposeScope(), stack(gradients, 1).detach().MoveToOuterDisposeScope(), logits.detach().MoveToOuterDisposeScope());
    }

    /// <summary>The classes of the highest logits besides the true one, highest first: [n, min(count, classes − 1)].</summary>
    public static Tensor Candidates(Tensor logits, Tensor labels, int count)
    {
        using var scope = NewDisposeScope();
        using TorchSharp.Scalar lowest = double.NegativeInfinity;
        var own = nn.functional.one_hot(labels, logits.shape[1]).to(ScalarType.Bool);
        var (_, order) = logits.Finite().masked_fill(own, lowest).topk((int)Math.Min(count, logits.shape[1] - 1), 1);
        return order.MoveToOuterDisposeScope();
    }
}
