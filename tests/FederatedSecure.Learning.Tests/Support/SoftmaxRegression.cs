using FederatedSecure.Learning.Data;

namespace FederatedSecure.Learning.Tests.Support;

/// <summary>The gradient of softmax regression in closed form.</summary>
internal static class SoftmaxRegression
{
    /// <summary>Mean over the records of (p − y)·xᵀ for the weights [classes, features], and of p − y for the biases.</summary>
    public static double[] Gradient(double[] w, DataSet data, int features, int classes)
    {
        var gradient = new double[w.Length];
        for (var record = 0; record < data.Count; record++)
        {
            var x = data.Features.AsSpan(record * features, features);
            var logits = new double[classes];
            for (var c = 0; c < classes; c++)
            {
                logits[c] = w[(classes * features) + c];
                for (var f = 0; f < features; f++)
                {
                    logits[c] += w[(c * features) + f] * x[f];
                }
            }

            for (var c = 0; c < classes; c++)
            {
                var difference = (Math.Exp(-Oracle.Loss(logits, c)) - (data.Labels[record] == c ? 1 : 0)) / data.Count;
                gradient[(classes * features) + c] += difference;
                for (var f = 0; f < features; f++)
                {
                    gradient[(c * features) + f] += difference * x[f];
                }
            }
        }

        return gradient;
    }
}
