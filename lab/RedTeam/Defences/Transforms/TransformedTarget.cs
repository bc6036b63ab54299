using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Transforms;

/// <summary>A model behind a transform of its inputs.</summary>
/// <param name="inner">The model; not disposed of here.</param>
/// <param name="transform">The defence.</param>
/// <param name="isSeenThrough">
/// Whether the transform counts as the identity on the way back (BPDA, Athalye et al., ICML 2018), which is how an attacker who knows it
/// attacks. Else gradients end at it, which is what an attacker meets who does not.
/// </param>
internal sealed class TransformedTarget(ITarget inner, IInputTransform transform, bool isSeenThrough) : ITarget
{
    /// <inheritdoc/>
    public ImmutableArray<int> InputShape => inner.InputShape;

    /// <inheritdoc/>
    public int Classes => inner.Classes;

    /// <inheritdoc/>
    public TargetAccess Access => inner.Access;

    /// <inheritdoc/>
    public TargetCalls Calls => inner.Calls;

    /// <inheritdoc/>
    public Tensor Logits(Tensor inputs) => inner.Logits(Transform(inputs));

    /// <inheritdoc/>
    public void CountBackward(long records) => inner.CountBackward(records);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The model is the caller's.
    }

    private Tensor Transform(Tensor inputs)
    {
        var plain = inputs.detach();
        var changed = transform.Apply(plain);
        return isSeenThrough && inputs.requires_grad ? inputs.add(changed.sub(plain)) : changed;
    }
}
