using FederatedSecure.Lab.RedTeam.Evasion.Physical;
using FederatedSecure.Lab.RedTeam.Targets;

namespace FederatedSecure.Lab.RedTeam.Evasion.Tabular;

/// <summary>
/// Projected gradient descent (Madry et al., ICLR 2018) for records of a table: the model is asked about valid records only. L∞.
/// </summary>
/// <remarks>
/// <para>
/// A free point z moves by α·sign of the gradient of the cross-entropy at the nearest valid record P(z), and is kept in the ball and the
/// bounds; small steps add up in z until P(z) jumps to the next whole number or category (a straight-through estimate). The record with the smallest margin is kept.
/// </para>
/// <para>
/// Guaranteed: all constraints, and at most ε for each feature, in standardized units; so a category changes only where ε allows the whole jump.
/// Not guaranteed: that nothing else would break the record.
/// </para>
/// </remarks>
/// <param name="steps">Steps.</param>
/// <param name="relativeStep">α as part of ε.</param>
internal sealed class ConstrainedPgd(int steps = 40, double relativeStep = 0.1) : ArrayAttack
{
    /// <inheritdoc/>
    public override string Name => "tabular-pgd";

    /// <inheritdoc/>
    public override TargetAccess Needs => TargetAccess.WhiteBox;

    /// <inheritdoc/>
    protected override float[] Attack(PointTarget target, RecordBatch clean, EvasionTerms terms)
    {
        if (terms.Norm != Norm.Linf || !double.IsFinite(terms.Epsilon) || terms.Constraints is not { } constraints)
        {
            throw new ArgumentException("This attack needs L∞, a finite ε and what valid records are.", nameof(terms));
        }

        var projection = new ConstraintProjection(constraints);
        var (free, valid, best) = ((float[])clean.Values.Clone(), (float[])clean.Values.Clone(), (float[])clean.Values.Clone());
        var least = new double[clean.Count];
        Array.Fill(least, double.PositiveInfinity);
        for (var step = 0; step <= steps; step++)
        {
            terms.Cancellation.ThrowIfCancellationRequested();
            var (logits, gradient) = target.Pull(valid, (first, part, coefficients) => Slopes(target.Classes, clean.Labels, first, part, coefficients));
            for (var record = 0; record < clean.Count; record++)
            {
                var at = record * clean.Length;
                var margin = Margins.Of(logits.AsSpan(record * target.Classes, target.Classes), clean.Labels[record]);
                if (margin < least[record])
                {
                    least[record] = margin;
                    valid.AsSpan(at, clean.Length).CopyTo(best.AsSpan(at));
                }

                Move(free.AsSpan(at, clean.Length), clean[record], gradient.AsSpan(at, clean.Length), constraints, terms.Epsilon);
                free.AsSpan(at, clean.Length).CopyTo(valid.AsSpan(at));
                projection.Project(clean[record], valid.AsSpan(at, clean.Length), terms.Epsilon);
            }
        }

        return best;
    }

    private static void Slopes(int classes, int[] labels, int first, ReadOnlySpan<float> logits, Span<float> coefficients)
    {
        for (var i = 0; i < logits.Length / classes; i++)
        {
            LogitSlopes.CrossEntropy(logits.Slice(i * classes, classes), labels[first + i], coefficients.Slice(i * classes, classes));
        }
    }

    private void Move(Span<float> free, ReadOnlySpan<float> clean, ReadOnlySpan<float> gradient, FeatureConstraints constraints, double epsilon)
    {
        for (var i = 0; i < free.Length; i++)
        {
            var low = Math.Max(constraints.Lower[i], clean[i] - epsilon);
            var high = Math.Max(low, Math.Min(constraints.Upper[i], clean[i] + epsilon));
            free[i] = (float)Math.Clamp(free[i] + (relativeStep * epsilon * MathF.Sign(gradient[i])), low, high);
        }
    }
}
