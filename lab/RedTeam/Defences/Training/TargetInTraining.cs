using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Training;

/// <summary>A model in the middle of its training, for attacks that training is to withstand. Dropout is off.</summary>
/// <param name="model">The model; not disposed of here.</param>
/// <param name="inputShape">Shape of one input.</param>
/// <param name="classes">Number of classes.</param>
internal sealed class TargetInTraining(TorchModel model, ImmutableArray<int> inputShape, int classes) : ITarget
{
    private long _forward;
    private long _backward;

    /// <inheritdoc/>
    public ImmutableArray<int> InputShape => inputShape;

    /// <inheritdoc/>
    public int Classes => classes;

    /// <inheritdoc/>
    public TargetAccess Access => TargetAccess.WhiteBox;

    /// <inheritdoc/>
    public TargetCalls Calls => new(_forward, _backward);

    /// <inheritdoc/>
    public Tensor Logits(Tensor inputs)
    {
        _forward += inputs.shape[0];
        return model.Forward(SpecTarget.ChannelsLast(inputs), dropout: null);
    }

    /// <inheritdoc/>
    public void CountBackward(long records) => _backward += records;

    /// <inheritdoc/>
    public void Dispose()
    {
        // The model is the trainer's.
    }
}
