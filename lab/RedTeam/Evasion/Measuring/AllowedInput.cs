using FederatedSecure.Lab.RedTeam.Evasion.Tabular;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.Measuring;

/// <summary>Whether what an attack returns is what it may return.</summary>
internal static class AllowedInput
{
    /// <summary>Rounding in float32 moves a point of a ball by about this part of its values.</summary>
    private const double Rounding = 1e-5;

    /// <summary>The same for a valid record, in units of standardized features.</summary>
    private const double ValidSlack = 1e-4;

    /// <exception cref="InvalidOperationException">It is not finite, not of the inputs' shape, not within the bounds, not within the ball or no valid record.</exception>
    public static void Require(Tensor result, Tensor inputs, EvasionTerms terms)
    {
        using var scope = NewDisposeScope();
        if (!result.shape.SequenceEqual(inputs.shape))
        {
            throw new InvalidOperationException($"it returned the shape [{string.Join(", ", result.shape)}] for [{string.Join(", ", inputs.shape)}]");
        }

        if (result.isfinite().logical_not().Count() > 0)
        {
            throw new InvalidOperationException("it returned values that are no finite numbers");
        }

        // What is outside from the start may stay there.
        var changed = result.ne(inputs);
        var slack = Rounding * Math.Max(1, Math.Max(Math.Abs(terms.Lower), Math.Abs(terms.Upper)));
        if (result.IsBelow(terms.Lower - slack).logical_or(result.IsAbove(terms.Upper + slack)).logical_and(changed).Count() > 0)
        {
            throw new InvalidOperationException("it returned values outside of the bounds");
        }

        var distance = result.to(ScalarType.Float64).sub(inputs.to(ScalarType.Float64)).LengthEach(terms.Norm);
        if (double.IsFinite(terms.Epsilon) && distance.IsAbove((terms.Epsilon * (1 + Rounding)) + 1e-6).Count() > 0)
        {
            throw new InvalidOperationException($"it returned inputs further away than {terms.Epsilon}");
        }

        if (terms.Constraints is { } constraints)
        {
            RequireValid(result.ToValues(), inputs.ToValues(), new ConstraintProjection(constraints), constraints.Lower.Length);
        }
    }

    /// <summary>A valid record is the nearest valid one to itself. Unchanged ones may be what they are.</summary>
    private static void RequireValid(float[] found, float[] inputs, ConstraintProjection projection, int length)
    {
        for (var at = 0; at < found.Length; at += length)
        {
            var record = found.AsSpan(at, length);
            var clean = inputs.AsSpan(at, length);
            var nearest = record.ToArray();
            projection.Project(clean, nearest);
            if (!record.SequenceEqual(clean) && Distance.Between(record, nearest, Norm.Linf) > ValidSlack)
            {
                throw new InvalidOperationException("it returned a record that is not valid");
            }
        }
    }
}
