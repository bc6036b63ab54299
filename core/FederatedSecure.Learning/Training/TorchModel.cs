using System.Collections.Immutable;
using FederatedSecure.Models;
using TorchSharp;
using static TorchSharp.torch;
using EmbeddingBagMode = FederatedSecure.Models.EmbeddingBagMode;
using F = TorchSharp.torch.nn.functional;

namespace FederatedSecure.Learning.Training;

/// <summary>
/// A model specification brought to life: parameters that share the storage of one flat vector in layout order, and a forward
/// pass that walks the layers.
/// </summary>
/// <remarks>
/// No torch modules: every weight comes from the flat vector, so nothing is initialized by the library (a fresh group norm of
/// TorchSharp 0.107 has arbitrary weights), and reading the weights back is one copy. Nothing works in place, so that
/// activations survive for whoever needs them.
/// </remarks>
internal sealed class TorchModel : IDisposable
{
    private const double Epsilon = 1e-5;
    private readonly ModelSpec _spec;
    private readonly Tensor _flat;
    private readonly Dictionary<string, Tensor> _byName = [];

    /// <param name="spec">The model.</param>
    /// <param name="weights">Its weights, in layout order.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="isTrained">Whether gradients of the parameters themselves will be asked for.</param>
    public TorchModel(ModelSpec spec, ReadOnlyMemory<float> weights, Device device, bool isTrained = true)
    {
        _spec = spec;
        var layout = ParameterLayout.Of(spec);
        if (weights.Length != layout.Count)
        {
            throw new ArgumentException($"The model has {layout.Count} parameters; {weights.Length} were given.", nameof(weights));
        }

        _flat = TorchData.Upload(weights.Span, [weights.Length], device).DetachFromDisposeScope();
        var parameters = ImmutableArray.CreateBuilder<Tensor>(layout.Tensors.Length);
        foreach (var entry in layout.Tensors)
        {
            using var part = _flat.narrow(0, entry.Offset, entry.Count);
            using var shaped = part.view([.. entry.Shape.Select(size => (long)size)]);
            // A leaf of its own that shares the flat vector's storage.
            var leaf = shaped.detach().requires_grad_(isTrained).DetachFromDisposeScope();
            parameters.Add(leaf);
            _byName[entry.Name] = leaf;
        }

        Parameters = parameters.MoveToImmutable();
    }

    /// <summary>All parameters as one vector in layout order, which is their storage: what changes it changes them.</summary>
    public Tensor Flat => _flat;

    /// <summary>The parameters in layout order.</summary>
    public ImmutableArray<Tensor> Parameters { get; }

    /// <summary>Logits of a batch: [records, classes].</summary>
    /// <param name="batch">Records chosen from <see cref="TorchData.Features"/>.</param>
    /// <param name="dropout">Decides what dropout drops; null outside of training, where nothing is dropped.</param>
    /// <param name="observe">Told of every layer with parameters: its number in the specification, what goes in, what comes out.</param>
    public Tensor Forward(Tensor batch, Generator? dropout, Action<int, Tensor, Tensor>? observe = null)
    {
        var x = TorchData.InModelOrder(batch);
        for (var i = 0; i < _spec.Layers.Length; i++)
        {
            var input = x;
            x = Apply(_spec.Layers[i], i, input, dropout);
            if (observe is not null && _byName.ContainsKey($"{i}.weight"))
            {
                observe(i, input, x);
            }
        }

        return x;
    }

    /// <summary>Takes other weights, in layout order, and forgets the gradients.</summary>
    public void Load(float[] weights)
    {
        if (weights.Length != _flat.numel())
        {
            throw new ArgumentException($"The model has {_flat.numel()} parameters; {weights.Length} were given.", nameof(weights));
        }

        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        _flat.copy_(TorchData.Upload(weights, [weights.Length], _flat.device));
        foreach (var parameter in Parameters)
        {
            parameter.grad?.zero_();
        }
    }

    /// <summary>Copies the weights out, in layout order.</summary>
    public void CopyTo(float[] destination)
    {
        using var host = _flat.to(CPU);
        TorchData.Download(host, destination);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in Parameters)
        {
            parameter.grad?.Dispose();
            parameter.Dispose();
        }

        _flat.Dispose();
    }

    private Tensor Apply(LayerSpec layer, int index, Tensor x, Generator? dropout) => layer switch
    {
        LinearLayer linear => F.linear(x, Weight(index), linear.Bias ? Bias(index) : null),
        Conv2dLayer conv => F.conv2d(x, Weight(index), conv.Bias ? Bias(index) : null, [conv.Stride, conv.Stride], [conv.Padding, conv.Padding]),
        GroupNormLayer norm => Normalize(x, norm.Groups, Weight(index), Bias(index)),
        LayerNormLayer => F.layer_norm(x, [.. _spec.Shapes[index].Select(size => (long)size)], Weight(index), Bias(index), Epsilon),
        EmbeddingBagLayer bag => Embed(bag, index, x),
        MaxPool2dLayer pool => F.max_pool2d(x, pool.Kernel, pool.Stride, pool.Padding),
        AvgPool2dLayer pool => F.avg_pool2d(x, pool.Kernel, pool.Stride, pool.Padding),
        ReluLayer => x.relu(),
        TanhLayer => x.tanh(),
        GeluLayer => x.gelu(),
        FlattenLayer => x.flatten(1),
        DropoutLayer drop => dropout is null ? x : Drop(x, drop.P, dropout),
        SoftmaxHeadLayer => x,
        _ => throw new ArgumentException($"Nobody knows how to compute a layer of type {layer.Type}.", nameof(layer)),
    };

    /// <summary>Not the library's own dropout, whose generator is the whole process's: trainings side by side would disturb each other.</summary>
    private static Tensor Drop(Tensor x, double p, Generator generator)
    {
        // Named, so that no collection takes them before the native code has read them.
        using Scalar dropped = p;
        using Scalar rest = 1 - p;
        using var kept = rand(x.shape, ScalarType.Float32, x.device, generator: generator).ge(dropped).to(ScalarType.Float32);
        return x * kept.div(rest);
    }

    /// <summary>
    /// libtorch 2.10 ends the process in the backward pass of a group norm over pictures that take part in no gradient themselves, as
    /// those of a first layer do not: there, scale and shift are operations of their own.
    /// </summary>
    private static Tensor Normalize(Tensor x, int groups, Tensor scale, Tensor shift)
    {
        if (x.requires_grad || x.dim() < 3)
        {
            return F.group_norm(x, groups, scale, shift, Epsilon);
        }

        long[] perChannel = [1, scale.numel(), .. Enumerable.Repeat(1L, (int)x.dim() - 2)];
        return (F.group_norm(x, groups, null, null, Epsilon) * scale.view(perChannel)) + shift.view(perChannel);
    }

    private Tensor Embed(EmbeddingBagLayer bag, int index, Tensor tokens)
    {
        var rows = Weight(index).index_select(0, tokens.to(ScalarType.Int64).flatten())
            .view(tokens.shape[0], tokens.shape[1], bag.Dimension);
        long[] overTokens = [1];
        return bag.Mode == EmbeddingBagMode.Mean ? rows.mean(overTokens) : rows.sum(overTokens);
    }

    private Tensor Weight(int layer) => _byName[$"{layer}.weight"];

    private Tensor Bias(int layer) => _byName[$"{layer}.bias"];
}
