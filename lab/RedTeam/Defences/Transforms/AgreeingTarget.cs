using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Transforms;

/// <summary>
/// The mean of several models' logits. Who raises its loss moves all of them alike, so that a detector which compares them sees
/// nothing (He et al., "Adversarial example defense: ensembles of weak defenses are not strong", WOOT 2017).
/// </summary>
/// <param name="members">Models of the same inputs and classes; not disposed of here.</param>
internal sealed class AgreeingTarget(ImmutableArray<ITarget> members) : ITarget
{
    /// <inheritdoc/>
    public ImmutableArray<int> InputShape => members[0].InputShape;

    /// <inheritdoc/>
    public int Classes => members[0].Classes;

    /// <inheritdoc/>
    public TargetAccess Access => members.Min(member => member.Access);

    /// <inheritdoc/>
    public TargetCalls Calls => members[0].Calls;

    /// <inheritdoc/>
    public Tensor Logits(Tensor inputs) => stack(members.Select(member => member.Logits(inputs)), 0).mean([0L]);

    /// <inheritdoc/>
    public void CountBackward(long records) => members[0].CountBackward(members.Length * records);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The members are the caller's.
    }
}
