using FederatedSecure.Lab.RedTeam.Optimization;
using FederatedSecure.Lab.RedTeam.Targets;
using TorchSharp;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Backdoors.NeuralCleanse;

/// <summary>
/// The marks that are being rebuilt, one for every class that is not finished, all of them in one pass through the model. Mask and
/// pattern are tanh(z)/2 + ½ of free variables z, so that they stay within 0 and 1.
/// </summary>
internal sealed class TriggerSearch : IDisposable
{
    private static readonly Scalar Half = 0.5;
    private readonly ITarget _target;
    private readonly Tensor _lower;
    private readonly Tensor _range;
    private readonly Adam _mask;
    private readonly Adam _pattern;

    /// <param name="target">The model.</param>
    /// <param name="lower">Smallest value of each feature, [1, …input shape]; taken over, as is the next.</param>
    /// <param name="range">Largest minus smallest.</param>
    /// <param name="rate">Adam's.</param>
    /// <param name="generator">Where the marks start: uniform over mask and pattern.</param>
    public TriggerSearch(ITarget target, Tensor lower, Tensor range, double rate, Generator generator)
    {
        using var scope = NewDisposeScope();
        (_target, _lower, _range) = (target, lower.DetachFromDisposeScope(), range.DetachFromDisposeScope());
        long[] record = [.. target.InputShape.Select(size => (long)size)];
        long[] mask = record.Length == 3 ? [1, record[1], record[2]] : record;
        _mask = new Adam(Start(target.Classes, mask, generator), rate, beta1: 0.5, beta2: 0.9);
        _pattern = new Adam(Start(target.Classes, record, generator), rate, beta1: 0.5, beta2: 0.9);
    }

    /// <summary>Takes a step for every class.</summary>
    /// <param name="records">[b, …input shape].</param>
    /// <param name="targets">The class of each mark, [marks].</param>
    /// <param name="costs">λ of each mark, [marks].</param>
    /// <returns>For each mark, how many of the records it moves to its class, and its norm.</returns>
    public (float[] Moved, float[] Norms) Step(Tensor records, Tensor targets, Tensor costs)
    {
        using var scope = NewDisposeScope();
        var (marks, count) = (targets.shape[0], records.shape[0]);
        var mask = Mask();
        var x = records.unsqueeze(0);
        var stamped = x + (mask.unsqueeze(1) * (Pattern().unsqueeze(1) - x));
        var logits = _target.Logits(stamped.flatten(0, 1));
        var labels = targets.unsqueeze(1).expand(marks, count).reshape(-1);
        long[] overRecords = [1];
        var loss = nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.None).view(marks, count).mean(overRecords);
        var norms = mask.flatten(1).sum(overRecords);
        var gradients = autograd.grad([(loss + (costs * norms)).sum()], [_mask.Value, _pattern.Value]);
        _target.CountBackward(marks * count);
        _mask.Step(gradients[0]);
        _pattern.Step(gradients[1]);
        var moved = logits.argmax(1).eq(labels).view(marks, count).to(ScalarType.Float32).sum(overRecords);
        return (moved.data<float>().ToArray(), norms.detach().data<float>().ToArray());
    }

    /// <summary>Goes on with some of the marks.</summary>
    /// <param name="marks">Their numbers, [k].</param>
    public void Keep(Tensor marks)
    {
        _mask.Keep(marks);
        _pattern.Keep(marks);
    }

    /// <summary>A mark as it is now.</summary>
    public (float[] Mask, float[] Pattern) Current(int mark)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return (Mask().select(0, mark).contiguous().data<float>().ToArray(), Pattern().select(0, mark).contiguous().data<float>().ToArray());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _mask.Dispose();
        _pattern.Dispose();
        _lower.Dispose();
        _range.Dispose();
    }

    private Tensor Mask() => _mask.Value.tanh().mul(Half).add(Half);

    private Tensor Pattern() => _lower + (_range * _pattern.Value.tanh().mul(Half).add(Half));

    /// <summary>z of values that are uniform over 0 to 1, short of both, where z is infinite.</summary>
    private static Tensor Start(int marks, long[] shape, Generator generator)
    {
        using Scalar width = 2 * (1 - 1e-3);
        return rand([marks, .. shape], ScalarType.Float32, CPU, generator: generator).sub(Half).mul(width).atanh();
    }
}
