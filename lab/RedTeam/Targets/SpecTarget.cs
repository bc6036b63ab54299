using System.Collections.Immutable;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Targets;

/// <summary>A model of our own, as specification and weights: everything of it can be seen.</summary>
/// <param name="spec">The model.</param>
/// <param name="weights">Its weights, in layout order.</param>
/// <param name="device">Where it computes.</param>
internal sealed class SpecTarget(ModelSpec spec, ReadOnlyMemory<float> weights, Device device) : ITarget
{
    private readonly TorchModel _model = new(spec, weights, device, isTrained: false);
    private long _forward;
    private long _backward;

    /// <inheritdoc/>
    public ImmutableArray<int> InputShape => spec.Input;

    /// <inheritdoc/>
    public int Classes => spec.Classes;

    /// <inheritdoc/>
    public TargetAccess Access => TargetAccess.WhiteBox;

    /// <inheritdoc/>
    public TargetCalls Calls => new(_forward, _backward);

    /// <inheritdoc/>
    public Tensor Logits(Tensor inputs) => Logits(inputs, observe: null);

    /// <summary>Logits, and a look at every layer with parameters on the way.</summary>
    /// <param name="inputs">[n, …<see cref="InputShape"/>].</param>
    /// <param name="observe">Gets the layer's number in the specification, what goes in and what comes out.</param>
    public Tensor Logits(Tensor inputs, Action<int, Tensor, Tensor>? observe)
    {
        _forward += inputs.shape[0];
        return _model.Forward(ChannelsLast(inputs), dropout: null, observe);
    }

    /// <summary>What goes into the last layer with parameters: [n, features], the representation that detectors look at.</summary>
    public Tensor Representation(Tensor inputs)
    {
        Tensor? last = null;
        Logits(inputs, (_, input, _) => last = input);
        return (last ?? throw new InvalidOperationException("The model has no layer with parameters.")).flatten(1);
    }

    /// <inheritdoc/>
    public void CountBackward(long records) => _backward += records;

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    /// <summary>The order in which the model computes fastest; of one channel, the same memory with other strides.</summary>
    internal static Tensor ChannelsLast(Tensor inputs) => inputs.dim() != 4 ? inputs
        : inputs.shape[1] == 1 ? inputs.reshape(inputs.shape[0], inputs.shape[2], inputs.shape[3], 1)
        : inputs.permute(0, 2, 3, 1).contiguous();
}
