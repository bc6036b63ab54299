using FederatedSecure.Learning.Private;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Benchmarks.Privacy;

/// <summary>Takes the gradients of one batch, again and again, by each <see cref="GradientMethod"/>; the trainer itself knows one of them.</summary>
internal sealed class GradientMethods : IDisposable
{
    private const double ClipNorm = 1;
    private static readonly long[] OverRecords = [0];
    private readonly ModelSpec _spec;
    private readonly int _batch;
    private readonly int _physicalBatch;
    private readonly TorchModel _trained;
    private readonly TorchModel _observed;
    private readonly ClippedGradients _clipped;
    private readonly PatchBuffer _buffer = new(CPU);
    private readonly Generator _dropout = new(1);
    private readonly Tensor _features;
    private readonly Tensor _labels;

    public GradientMethods(TrainingCase one)
    {
        (_spec, _batch) = (one.Spec, one.Batch);
        _physicalBatch = new PrivateTrainingOptions(1, 1).PhysicalBatchFor(_spec);
        _trained = new TorchModel(_spec, one.Weights, CPU);
        _observed = new TorchModel(_spec, one.Weights, CPU, isTrained: false);
        _clipped = new ClippedGradients(_spec, _observed, ClippingKind.Flat, CPU);
        _features = TorchData.Features(one.Data, CPU).DetachFromDisposeScope();
        _labels = TorchData.Labels(one.Data, CPU).DetachFromDisposeScope();
    }

    /// <summary>Processor seconds of one batch.</summary>
    public double Measure(GradientMethod method)
    {
        var before = Environment.CpuUsage.TotalTime;
        var size = method switch
        {
            GradientMethod.Plain => _batch,
            GradientMethod.MicroBatches => 1,
            _ => Math.Min(_batch, _physicalBatch),
        };
        for (var first = 0; first < _batch; first += size)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(size, _batch - first);
            Take(method, _features.narrow(0, first, count), _labels.narrow(0, first, count));
        }

        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    public void Dispose()
    {
        _clipped.Dispose();
        _observed.Dispose();
        _trained.Dispose();
        _buffer.Dispose();
        _dropout.Dispose();
        _features.Dispose();
        _labels.Dispose();
    }

    private void Take(GradientMethod method, Tensor features, Tensor labels)
    {
        switch (method)
        {
            case GradientMethod.BookKeeping:
                _clipped.Add(features, labels, ClipNorm, _dropout);
                break;
            case GradientMethod.KeptGradients:
                KeepGradients(features, labels);
                break;
            case GradientMethod.TwoPasses:
                var losses = nn.functional.cross_entropy(_trained.Forward(features, _dropout), labels, reduction: nn.Reduction.None);
                (losses * Factors(Observe(features, labels).ConvertAll(one => Layer(one).SquaredNorms()))).sum().backward();
                break;
            case GradientMethod.MicroBatches:
                Backward(features, labels);
                using (no_grad())
                {
                    var norms = _trained.Parameters.Select(parameter => parameter.grad!.norm().pow(2)).ToList();
                    var factor = Factors(norms);
                    foreach (var parameter in _trained.Parameters)
                    {
                        parameter.grad!.mul_(factor);
                    }
                }

                break;
            default:
                Backward(features, labels);
                break;
        }

        // Sums are taken elsewhere: here they only must not pile up.
        foreach (var parameter in _trained.Parameters)
        {
            parameter.grad?.zero_();
        }
    }

    private void Backward(Tensor features, Tensor labels) =>
        nn.functional.cross_entropy(_trained.Forward(features, _dropout), labels, reduction: nn.Reduction.Sum).backward();

    private void KeepGradients(Tensor features, Tensor labels)
    {
        var observed = Observe(features, labels);
        using var quiet = no_grad();
        var gradients = new List<Tensor>();
        foreach (var (layer, input, gradient) in observed)
        {
            switch (_spec.Layers[layer])
            {
                case LinearLayer:
                    gradients.AddRange([einsum("bo,bi->boi", gradient, input), gradient]);
                    break;
                case Conv2dLayer conv:
                    var patches = nn.functional.unfold(input, conv.Kernel, 1, conv.Padding, conv.Stride);
                    gradients.AddRange([einsum("bot,bpt->bop", gradient.flatten(2), patches), gradient.flatten(2).sum([2L])]);
                    break;
                case GroupNormLayer norm:
                    var product = gradient * nn.functional.group_norm(input, norm.Groups, null, null, 1e-5);
                    gradients.AddRange([product.flatten(2).sum([2L]), gradient.flatten(2).sum([2L])]);
                    break;
                default:
                    throw new NotSupportedException($"No case measures {_spec.Layers[layer].Type}.");
            }
        }

        var factors = Factors(gradients.ConvertAll(one => one.flatten(1).norm(1).pow(2)));
        gradients.ForEach(one => (one.flatten(1) * factors.unsqueeze(1)).sum(OverRecords));
    }

    private List<(int Layer, Tensor Input, Tensor Gradient)> Observe(Tensor features, Tensor labels)
    {
        var observed = new List<(int Layer, Tensor Input, Tensor Output)>();
        var logits = _observed.Forward(features, _dropout, (layer, input, output) =>
        {
            if (output.requires_grad)
            {
                output.retain_grad();
            }
            else
            {
                output.requires_grad_(true);
            }

            observed.Add((layer, input, output));
        });
        nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.Sum).backward();
        return observed.ConvertAll(one => (one.Layer, one.Input.detach(), one.Output.grad!));
    }

    private LayerGradient Layer((int Layer, Tensor Input, Tensor Gradient) one) => LayerGradient.Of(_spec.Layers[one.Layer], one.Input, one.Gradient, _buffer);

    private static Tensor Factors(List<Tensor> squaredNorms)
    {
        using var quiet = no_grad();
        return ClipNorm / stack(squaredNorms).sum(OverRecords).sqrt().clamp(min: ClipNorm);
    }
}
