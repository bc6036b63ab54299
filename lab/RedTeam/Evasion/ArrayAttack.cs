using FederatedSecure.Lab.RedTeam.Evasion.Tabular;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion;

/// <summary>
/// An attack whose steps are arithmetic on arrays, and only questions to the model go through Torch. Sees to it that whatever it finds
/// keeps what <see cref="IEvasionAttack.Perturb"/> promises: what is not finite or outside of the ball becomes the clean input again.
/// </summary>
internal abstract class ArrayAttack : IEvasionAttack
{
    /// <summary>A point on the sphere may lie outside of it by rounding.</summary>
    private const double Slack = 1e-6;

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract TargetAccess Needs { get; }

    /// <inheritdoc/>
    public Tensor Perturb(ITarget target, Tensor inputs, Tensor labels, EvasionTerms terms)
    {
        var clean = Read(inputs, labels);
        var result = Attack(new PointTarget(target), clean, terms);
        var projection = terms.Constraints is { } constraints ? new ConstraintProjection(constraints) : null;
        for (var record = 0; record < clean.Count; record++)
        {
            Restrict(result.AsSpan(record * clean.Length, clean.Length), clean[record], terms, projection);
        }

        return TorchData.Upload(result, inputs.shape, CPU);
    }

    /// <summary>Attacks records.</summary>
    /// <param name="target">The model.</param>
    /// <param name="clean">The records; not changed.</param>
    /// <param name="terms">What is allowed.</param>
    /// <returns>A new array: the attacked records one after the other, clean ones where nothing was found.</returns>
    protected abstract float[] Attack(PointTarget target, RecordBatch clean, EvasionTerms terms);

    /// <summary>Into the box.</summary>
    protected static void Clip(Span<float> point, EvasionTerms terms)
    {
        var (lower, upper) = ((float)terms.Lower, (float)terms.Upper);
        foreach (ref var value in point)
        {
            value = Math.Clamp(value, lower, upper);
        }
    }

    private static RecordBatch Read(Tensor inputs, Tensor labels)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var values = new float[inputs.numel()];
        TorchData.Download(inputs.detach().to(ScalarType.Float32).contiguous().flatten(), values);
        var classes = labels.to(ScalarType.Int64).contiguous().data<long>().ToArray();
        return new RecordBatch(values, Array.ConvertAll(classes, label => (int)label), values.Length / Math.Max(1, classes.Length));
    }

    private static void Restrict(Span<float> found, ReadOnlySpan<float> clean, EvasionTerms terms, ConstraintProjection? projection)
    {
        foreach (var value in found)
        {
            if (!float.IsFinite(value))
            {
                clean.CopyTo(found);
                return;
            }
        }

        if (!found.SequenceEqual(clean))
        {
            Clip(found, terms);
            projection?.Project(clean, found);
        }

        if (Distance.Between(found, clean, terms.Norm) > terms.Epsilon * (1 + Slack))
        {
            clean.CopyTo(found);
        }
    }
}
