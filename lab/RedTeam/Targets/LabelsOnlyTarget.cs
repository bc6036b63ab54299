using System.Collections.Immutable;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Targets;

/// <summary>
/// A model of which only decisions are seen: 1 for the class, 0 for the others. What it answers hangs on no tape, so that no gradient of
/// the model can be had from it, and every record that is asked counts.
/// </summary>
/// <param name="inner">The model. Stays its owner's: it is not disposed of here.</param>
internal sealed class LabelsOnlyTarget(ITarget inner) : ITarget
{
    private long _queries;

    /// <inheritdoc/>
    public ImmutableArray<int> InputShape => inner.InputShape;

    /// <inheritdoc/>
    public int Classes => inner.Classes;

    /// <inheritdoc/>
    public TargetAccess Access => TargetAccess.Labels;

    /// <inheritdoc/>
    public TargetCalls Calls => new(_queries, 0);

    /// <inheritdoc/>
    public Tensor Logits(Tensor inputs)
    {
        _queries += inputs.shape[0];
        using var quiet = no_grad();
        using var asked = inputs.detach();
        using var logits = inner.Logits(asked);
        using var decided = logits.argmax(1);
        using var oneHot = nn.functional.one_hot(decided, Classes);
        return oneHot.to(ScalarType.Float32);
    }

    /// <summary>Nobody can have computed one.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public void CountBackward(long records) => throw new InvalidOperationException("A model that shows labels only has no gradients.");

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
