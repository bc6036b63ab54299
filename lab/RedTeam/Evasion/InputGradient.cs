using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion;

/// <summary>One pass forward and one back: the gradient of a loss in the inputs.</summary>
/// <param name="Gradient">[n, …input shape]; of a loss that does not depend on the inputs, zeros.</param>
/// <param name="Logits">[n, classes], detached.</param>
/// <param name="Loss">[n], detached.</param>
internal readonly record struct InputGradient(Tensor Gradient, Tensor Logits, Tensor Loss)
{
    /// <summary>Computes it and counts both passes. What is returned belongs to the caller's dispose scope.</summary>
    /// <param name="target">The model.</param>
    /// <param name="inputs">[n, …input shape]; not changed.</param>
    /// <param name="loss">One number a record [n] from logits [n, classes].</param>
    public static InputGradient Of(ITarget target, Tensor inputs, Func<Tensor, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        using var tape = enable_grad();
        // A leaf of its own; the data is shared.
        var leaf = inputs.detach().requires_grad_(true);
        var logits = target.Logits(leaf);
        var losses = loss(logits);
        target.CountBackward(inputs.shape[0]);
        // A model that cuts its own tape has no gradient; libtorch would end the process if it were asked for one.
        var gradient = losses.requires_grad
            ? autograd.grad([losses.sum()], [leaf], allow_unused: true)[0] ?? zeros_like(inputs)
            : zeros_like(inputs);
        return new InputGradient(
            gradient.detach().MoveToOuterDisposeScope(), logits.detach().MoveToOuterDisposeScope(), losses.detach().MoveToOuterDisposeScope());
    }

    /// <summary>
    /// The mean of all three over several passes: expectation over transformations (Athalye et al., ICML 2018), for a model that answers
    /// at random. One pass is <see cref="Of"/>.
    /// </summary>
    /// <param name="target">The model.</param>
    /// <param name="inputs">[n, …input shape]; not changed.</param>
    /// <param name="loss">One number a record [n] from logits [n, classes].</param>
    /// <param name="draws">Passes, at least one.</param>
    public static InputGradient Mean(ITarget target, Tensor inputs, Func<Tensor, Tensor> loss, int draws)
    {
        if (draws == 1)
        {
            return Of(target, inputs, loss);
        }

        using var scope = NewDisposeScope();
        var passes = Enumerable.Range(0, draws).Select(_ => Of(target, inputs, loss)).ToArray();
        return new InputGradient(
            Mean(passes.Select(pass => pass.Gradient)), Mean(passes.Select(pass => pass.Logits)), Mean(passes.Select(pass => pass.Loss)));

        static Tensor Mean(IEnumerable<Tensor> each) => stack(each.ToArray(), 0).mean([0L]).MoveToOuterDisposeScope();
    }
}
