using System.Numerics.Tensors;

namespace FederatedSecure.Lab.RedTeam.Evasion.Physical;

/// <summary>Losses of logits.</summary>
internal static class LogitSlopes
{
    /// <summary>−log softmax(z)_t, whose derivative is softmax(z) − e_t.</summary>
    public static LogitSlope NegativeLogLikelihood(int target) => (logits, classes, coefficients) =>
    {
        for (var first = 0; first < logits.Length; first += classes)
        {
            CrossEntropy(logits.Slice(first, classes), target, coefficients.Slice(first, classes));
        }
    };

    /// <summary>The logit itself.</summary>
    public static LogitSlope Single(int target) => (logits, classes, coefficients) =>
    {
        for (var first = 0; first < logits.Length; first += classes)
        {
            coefficients[first + target] = 1;
        }
    };

    /// <summary>softmax(z) − e_t of one record. The largest logit is taken away first, so that no exponential overflows.</summary>
    public static void CrossEntropy(ReadOnlySpan<float> logits, int target, Span<float> slope)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), slope);
        TensorPrimitives.Exp<float>(slope, slope);
        TensorPrimitives.Divide(slope, TensorPrimitives.Sum<float>(slope), slope);
        slope[target] -= 1;
    }
}
