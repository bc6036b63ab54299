using System.Collections.Immutable;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Targets;

/// <summary>A model under attack. For one thread: who works in parallel opens one each.</summary>
internal interface ITarget : IDisposable
{
    /// <summary>Shape of one input: [features], or [channels, height, width].</summary>
    ImmutableArray<int> InputShape { get; }

    /// <summary>Number of classes.</summary>
    int Classes { get; }

    /// <summary>What it shows. Whoever may only see less gets a wrapper that shows less.</summary>
    TargetAccess Access { get; }

    /// <summary>What was asked of it so far.</summary>
    TargetCalls Calls { get; }

    /// <summary>
    /// Logits [n, classes] of inputs [n, …<see cref="InputShape"/>]; of a target that shows labels only, 1 for the class and 0 for the
    /// others. Differentiable in the inputs where <see cref="Access"/> is <see cref="TargetAccess.WhiteBox"/> and they require a gradient.
    /// Nothing of a training mode is active: the same inputs give the same logits.
    /// </summary>
    Tensor Logits(Tensor inputs);

    /// <summary>To be told of <paramref name="records"/> whose gradients were computed, so that <see cref="Calls"/> is right.</summary>
    void CountBackward(long records);
}
