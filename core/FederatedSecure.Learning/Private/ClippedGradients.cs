using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Learning.Private;

/// <summary>Adds up the clipped gradients of single records.</summary>
/// <remarks>
/// One forward and one backward pass for all records of a physical batch: the backward pass stops at the outputs of the layers, from
/// which <see cref="LayerGradient"/> gets norms and weighted sums. The parameters themselves take part in no automatic gradient.
/// </remarks>
internal sealed class ClippedGradients : IDisposable
{
    private readonly ModelSpec _spec;
    private readonly TorchModel _model;
    private readonly ClippingKind _clipping;
    private readonly Tensor _sums;
    private readonly PatchBuffer _buffer;
    private readonly Dictionary<string, Tensor> _byName = [];

    public ClippedGradients(ModelSpec spec, TorchModel model, ClippingKind clipping, Device device)
    {
        (_spec, _model, _clipping) = (spec, model, clipping);
        _buffer = new PatchBuffer(device);
        var layout = ParameterLayout.Of(spec);
        _sums = zeros([layout.Count], ScalarType.Float32, device).DetachFromDisposeScope();
        foreach (var entry in layout.Tensors)
        {
            using var part = _sums.narrow(0, entry.Offset, entry.Count);
            _byName[entry.Name] = part.view([.. entry.Shape.Select(size => (long)size)]).DetachFromDisposeScope();
        }
    }

    /// <summary>Σ_b min(1, C/‖g_b‖)·g_b so far, in layout order.</summary>
    public Tensor Sums => _sums;

    /// <summary>Back to zero.</summary>
    public void Clear() => _sums.zero_();

    /// <summary>Adds the records of a physical batch.</summary>
    /// <param name="features">Records chosen from <see cref="TorchData.Features"/>.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="clipNorm">C.</param>
    /// <param name="dropout">Decides what dropout drops, for each record by itself.</param>
    /// <returns>The sum of the losses, and how many gradients were within C (under flat clipping).</returns>
    /// <exception cref="TrainingException">The loss or a gradient is not finite: nothing of this batch was added.</exception>
    public (double Loss, long Within) Add(Tensor features, Tensor labels, double clipNorm, Generator dropout)
    {
        using var scope = NewDisposeScope();
        var observed = new List<(int Layer, Tensor Input, Tensor Output)>();
        var logits = _model.Forward(features, dropout, (layer, input, output) =>
        {
            if (output.requires_grad)
            {
                output.retain_grad();
            }
            else
            {
                // The first layer with parameters: here the backward pass ends.
                output.requires_grad_(true);
            }

            observed.Add((layer, input, output));
        });
        var loss = nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.Sum);
        loss.backward();

        using var quiet = no_grad();
        var total = TorchValue.Single(loss);
        if (!float.IsFinite(total))
        {
            throw new TrainingException("training.not-finite", "The loss is not finite any more: use a smaller learning rate. What was planned counts as spent.");
        }

        var layers = observed.ConvertAll(one => (one.Layer, Gradient: LayerGradient.Of(_spec.Layers[one.Layer], one.Input, one.Output.grad!, _buffer)));
        // The one thing of a batch that the processor has to see: [layers, records].
        using var norms = stack(layers.ConvertAll(one => one.Gradient.SquaredNorms())).to(CPU);
        var records = (int)labels.shape[0];
        var isPerLayer = _clipping == ClippingKind.PerLayer;
        var factors = new float[isPerLayer ? layers.Count * records : records];
        var within = 0L;
        if (isPerLayer)
        {
            ClipFactors.PerLayer(norms.Values(), layers.Count, clipNorm, factors);
        }
        else
        {
            within = ClipFactors.Flat(norms.Values(), clipNorm, factors);
        }

        var uploaded = TorchData.Upload(factors, [-1, records], features.device);
        for (var i = 0; i < layers.Count; i++)
        {
            var (layer, gradient) = layers[i];
            gradient.AddTo(uploaded.select(0, isPerLayer ? i : 0), _byName[$"{layer}.weight"], _byName.GetValueOrDefault($"{layer}.bias"));
        }

        return (total, within);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var sum in _byName.Values)
        {
            sum.Dispose();
        }

        _sums.Dispose();
        _buffer.Dispose();
    }
}
