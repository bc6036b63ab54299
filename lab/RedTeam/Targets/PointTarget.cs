using System.Collections.Immutable;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Targets;

/// <summary>A target that is asked about points in arrays, one after the other, for attacks whose steps are vector arithmetic.</summary>
/// <param name="target">The model. Stays its owner's.</param>
internal sealed class PointTarget(ITarget target)
{
    /// <summary>Points in one call: what a network makes of more leaves the caches.</summary>
    private const int Batch = 512;

    /// <summary>What a record is decided for whose scores are no numbers: no class.</summary>
    public const int NoClass = -1;

    /// <summary>Shape of one point.</summary>
    public ImmutableArray<int> InputShape => target.InputShape;

    /// <summary>Values in one point.</summary>
    public int Length { get; } = target.InputShape.Aggregate(1, (product, size) => product * size);

    /// <summary>Number of classes.</summary>
    public int Classes => target.Classes;

    /// <summary>Logits, point after point.</summary>
    public float[] Logits(ReadOnlySpan<float> points)
    {
        var count = points.Length / Length;
        var logits = new float[count * Classes];
        using var quiet = no_grad();
        for (var first = 0; first < count; first += Batch)
        {
            using var scope = NewDisposeScope();
            var size = Math.Min(Batch, count - first);
            var answer = target.Logits(Upload(points.Slice(first * Length, size * Length), size));
            TorchData.Download(answer.contiguous().flatten(), logits.AsSpan(first * Classes, size * Classes));
        }

        return logits;
    }

    /// <summary>The class of each point; <see cref="NoClass"/> where a score is not a number.</summary>
    public int[] Decide(ReadOnlySpan<float> points)
    {
        var logits = Logits(points);
        var classes = new int[points.Length / Length];
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = Decision(logits.AsSpan(i * Classes, Classes));
        }

        return classes;
    }

    /// <summary>The class with the largest logit, the lowest of several; <see cref="NoClass"/> where one is not a number.</summary>
    public static int Decision(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var i = 0; i < logits.Length; i++)
        {
            if (float.IsNaN(logits[i]))
            {
                return NoClass;
            }

            best = logits[i] > logits[best] ? i : best;
        }

        return best;
    }

    /// <summary>
    /// Gradients of a loss of the logits in the points: the chain rule's outer part is the caller's arithmetic, the inner one the tape's.
    /// </summary>
    /// <param name="points">Point after point.</param>
    /// <param name="coefficients">Gets all logits and fills in ∂loss/∂logit of each; starts with zeros.</param>
    /// <returns>The logits, and ∂loss/∂point, point after point.</returns>
    /// <exception cref="InvalidOperationException">The target shows no gradients.</exception>
    public (float[] Logits, float[] Gradient) Pull(ReadOnlySpan<float> points, PullCoefficients coefficients)
    {
        if (target.Access != TargetAccess.WhiteBox)
        {
            throw new InvalidOperationException("This attack needs gradients, and the target shows none.");
        }

        var count = points.Length / Length;
        var (logits, gradient) = (new float[count * Classes], new float[points.Length]);
        using var tape = enable_grad();
        for (var first = 0; first < count; first += Batch)
        {
            using var scope = NewDisposeScope();
            var size = Math.Min(Batch, count - first);
            var part = logits.AsSpan(first * Classes, size * Classes);
            var input = Upload(points.Slice(first * Length, size * Length), size).requires_grad_(true);
            var answer = target.Logits(input);
            TorchData.Download(answer.detach().contiguous().flatten(), part);
            var weights = new float[part.Length];
            coefficients(first, part, weights);
            var pulled = autograd.grad([answer], [input], [TorchData.Upload(weights, [size, Classes], CPU)])[0];
            target.CountBackward(size);
            TorchData.Download(pulled.contiguous().flatten(), gradient.AsSpan(first * Length, size * Length));
        }

        return (logits, gradient);
    }

    private Tensor Upload(ReadOnlySpan<float> points, int count) =>
        TorchData.Upload(points, [count, .. target.InputShape.Select(size => (long)size)], CPU);
}
