using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.Measuring;

/// <summary>Whether what an attack returns is what it may return.</summary>
internal static class AllowedInput
{
    /// <summary>Rounding in float32 moves a point of a ball by about this part of its values.</summary>
    private const double Rounding = 1e-5;

    /// <exception cref="InvalidOperationException">It is not finite, not of the inputs' shape, not within the bounds or not within the ball.</exception>
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
    }
}
