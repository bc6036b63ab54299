using System.Numerics.Tensors;

namespace FederatedSecure.Aggregation.Tests.Support;

/// <summary>Softmax regression: logits W·x, one row of W for each class.</summary>
internal static class SoftmaxRegression
{
    public const int Parameters = SkewedDigits.Inputs * SkewedDigits.Classes;

    /// <summary>Mean gradient of the cross-entropy over records.</summary>
    public static float[] Gradient(float[] weights, ReadOnlySpan<int> records)
    {
        var gradient = new float[Parameters];
        Span<float> p = stackalloc float[SkewedDigits.Classes];
        foreach (var record in records)
        {
            var x = SkewedDigits.Image(record);
            Probabilities(weights, x, p);
            p[SkewedDigits.Label(record)] -= 1;
            for (var c = 0; c < p.Length; c++)
            {
                var row = gradient.AsSpan(c * x.Length, x.Length);
                TensorPrimitives.MultiplyAdd(x, p[c] / records.Length, row, row);
            }
        }

        return gradient;
    }

    /// <summary>Share of records that are classified right.</summary>
    public static double Accuracy(float[] weights, ReadOnlySpan<int> records)
    {
        var right = 0;
        Span<float> p = stackalloc float[SkewedDigits.Classes];
        foreach (var record in records)
        {
            Probabilities(weights, SkewedDigits.Image(record), p);
            var best = 0;
            for (var c = 1; c < p.Length; c++)
            {
                best = p[c] > p[best] ? c : best;
            }

            right += best == SkewedDigits.Label(record) ? 1 : 0;
        }

        return (double)right / records.Length;
    }

    private static void Probabilities(float[] weights, float[] x, Span<float> p)
    {
        var largest = float.NegativeInfinity;
        for (var c = 0; c < p.Length; c++)
        {
            var logit = TensorPrimitives.Dot<float>(weights.AsSpan(c * x.Length, x.Length), x);
            p[c] = logit;
            largest = Math.Max(largest, logit);
        }

        var sum = 0f;
        for (var c = 0; c < p.Length; c++)
        {
            p[c] = MathF.Exp(p[c] - largest);
            sum += p[c];
        }

        for (var c = 0; c < p.Length; c++)
        {
            p[c] /= sum;
        }
    }
}
