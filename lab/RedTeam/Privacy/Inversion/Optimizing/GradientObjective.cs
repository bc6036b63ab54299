using FederatedSecure.Lab.RedTeam.Optimization;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion.Optimizing;

/// <summary>
/// How far the gradient that invented records give is from the one that was observed: D(∇θL(x, y), g*) + λ·TV(x) + μ·‖x‖²/n. Its gradient
/// in x runs through the first gradient: it is differentiated twice.
/// </summary>
/// <remarks>
/// The point is the records' values, one after the other, and after them, where labels are searched for too, a row of label scores for each
/// record. Layers whose second derivative is zero nearly everywhere (ReLU) leave only part of the slope; smooth ones give all of it.
/// </remarks>
internal sealed class GradientObjective : IDifferentiable, IDisposable
{
    private readonly TorchModel _model;
    private readonly Tensor[] _observed;
    private readonly Tensor _squaredLength;
    private readonly Tensor? _labels;
    private readonly GradientDistance _distance;
    private readonly long[] _shape;
    private readonly int _classes;
    private readonly Tensor _totalVariation;
    private readonly Tensor _energy;

    /// <param name="spec">The model.</param>
    /// <param name="weights">The weights that the gradient was taken at.</param>
    /// <param name="observed">g*, in layout order.</param>
    /// <param name="labels">Class of each record; null to search for them too.</param>
    /// <param name="records">n.</param>
    /// <param name="distance">D.</param>
    /// <param name="totalVariation">λ; looked at for pictures only.</param>
    /// <param name="energy">μ.</param>
    public GradientObjective(
        ModelSpec spec, float[] weights, float[] observed, int[]? labels, int records, GradientDistance distance, double totalVariation, double energy)
    {
        _model = new TorchModel(spec, weights, CPU, isTrained: true);
        (_distance, _classes) = (distance, spec.Classes);
        _shape = [records, .. spec.Input.Select(size => (long)size)];
        _observed = [.. ParameterLayout.Of(spec).Tensors.Select(part =>
            TorchData.Upload(observed.AsSpan((int)part.Offset, (int)part.Count), [.. part.Shape.Select(size => (long)size)], CPU).DetachFromDisposeScope())];
        using var scope = NewDisposeScope();
        _squaredLength = Dot(_observed, _observed).DetachFromDisposeScope();
        _labels = labels is null ? null : tensor(Array.ConvertAll(labels, label => (long)label)).DetachFromDisposeScope();
        _totalVariation = tensor((float)totalVariation).DetachFromDisposeScope();
        _energy = tensor((float)(energy / records)).DetachFromDisposeScope();
        Values = records * spec.Input.Aggregate(1, (product, size) => product * size);
        Length = Values + (labels is null ? records * spec.Classes : 0);
    }

    /// <summary>Values of all records together.</summary>
    public int Values { get; }

    /// <summary>Coordinates of a point.</summary>
    public int Length { get; }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
    {
        using var scope = NewDisposeScope();
        var records = Leaf(point[..Values], _shape);
        var scores = _labels is null ? Leaf(point[Values..], [_shape[0], _classes]) : null;
        var total = Distance(records, scores);
        if (_shape.Length == 4)
        {
            total = total + (_totalVariation * TotalVariation(records));
        }

        total = total + (_energy * records.square().sum());
        var slopes = autograd.grad([total], scores is null ? [records] : [records, scores]);
        CopyTo(slopes[0], gradient);
        if (scores is not null)
        {
            CopyTo(slopes[1], gradient[Values..]);
        }

        return TorchValue.Single(total);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _model.Dispose();
        _labels?.Dispose();
        foreach (var part in (Tensor[])[.. _observed, _squaredLength, _totalVariation, _energy])
        {
            part.Dispose();
        }
    }

    private static Tensor Leaf(ReadOnlySpan<double> values, long[] shape)
    {
        var single = new float[values.Length];
        TensorPrimitives.ConvertTruncating(values, single);
        return TorchData.Upload(single, shape, CPU).requires_grad_(true);
    }

    private static void CopyTo(Tensor slope, Span<double> gradient)
    {
        var values = new float[slope.numel()];
        TorchData.Download(slope.detach().contiguous().flatten(), values);
        TensorPrimitives.ConvertTruncating<float, double>(values, gradient);
    }

    private static Tensor Dot(IEnumerable<Tensor> a, IEnumerable<Tensor> b) =>
        a.Zip(b, (left, right) => (left * right).sum()).Aggregate((sum, part) => sum + part);

    /// <summary>Mean absolute difference of neighbours, down and across (anisotropic, as in Geiping et al.'s code).</summary>
    private static Tensor TotalVariation(Tensor records)
    {
        var (height, width) = (records.shape[2], records.shape[3]);
        var down = (records.narrow(2, 1, height - 1) - records.narrow(2, 0, height - 1)).abs().mean();
        var across = (records.narrow(3, 1, width - 1) - records.narrow(3, 0, width - 1)).abs().mean();
        return down + across;
    }

    private Tensor Distance(Tensor records, Tensor? scores)
    {
        var logits = _model.Forward(records.dim() == 4 ? records.permute(0, 2, 3, 1) : records, dropout: null);
        var loss = scores is null
            ? F.cross_entropy(logits, _labels!)
            : F.log_softmax(logits, 1).mul(scores.softmax(1)).sum([1L]).mean().neg();
        // Here, unlike in Python, a graph that is made is not kept by itself.
        var gradients = autograd.grad([loss], [.. _model.Parameters], retain_graph: true, create_graph: true);
        if (_distance == GradientDistance.Squared)
        {
            return gradients.Zip(_observed, (mine, theirs) => (mine - theirs).square().sum()).Aggregate((sum, part) => sum + part);
        }

        return ones_like(_squaredLength) - (Dot(gradients, _observed) / (Dot(gradients, gradients) * _squaredLength).sqrt());
    }
}
