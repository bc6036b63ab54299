using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;

/// <summary>The records of a batch that are still attacked.</summary>
/// <param name="Open">[k]: their places in the batch.</param>
/// <param name="Clean">[k, …]: the inputs.</param>
/// <param name="Labels">[k].</param>
/// <param name="Points">[k, …]: where the attack is.</param>
/// <param name="Velocity">[k, …]: the gradients so far.</param>
internal sealed record BatchState(Tensor Open, Tensor Clean, Tensor Labels, Tensor Points, Tensor Velocity)
{
    /// <summary>Some of them.</summary>
    public BatchState At(Tensor places) =>
        new(Open.At(places), Clean.At(places), Labels.At(places), Points.At(places), Velocity.At(places));

    /// <summary>Takes the place of this one in the scope around: what both share stays, the rest of this one is freed.</summary>
    public BatchState Replace(BatchState next)
    {
        var (before, after) = (Tensors(this), Tensors(next));
        foreach (var tensor in after.Where(tensor => !before.Contains(tensor, ReferenceEqualityComparer.Instance)))
        {
            tensor.MoveToOuterDisposeScope();
        }

        foreach (var tensor in before.Where(tensor => !after.Contains(tensor, ReferenceEqualityComparer.Instance)))
        {
            tensor.Dispose();
        }

        return next;

        static Tensor[] Tensors(BatchState state) => [state.Open, state.Clean, state.Labels, state.Points, state.Velocity];
    }
}
