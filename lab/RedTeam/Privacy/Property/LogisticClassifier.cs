using System.Numerics.Tensors;
using FederatedSecure.Lab.RedTeam.Optimization;

namespace FederatedSecure.Lab.RedTeam.Privacy.Property;

/// <summary>
/// Logistic regression with two classes on standardized features: the w and b with the smallest mean of log(1 + e^(−s·(w·x + b))) + λ/2·‖w‖²,
/// s = ±1. The optimum is unique and does not depend on any start.
/// </summary>
internal sealed class LogisticClassifier
{
    private readonly double[] _means;
    private readonly double[] _deviations;
    private readonly double[] _weights;

    private LogisticClassifier(double[] means, double[] deviations, double[] weights) => (_means, _deviations, _weights) = (means, deviations, weights);

    /// <summary>Learns.</summary>
    /// <param name="features">One row for each example.</param>
    /// <param name="answers">Its class.</param>
    /// <param name="penalty">λ.</param>
    public static LogisticClassifier Fit(double[][] features, bool[] answers, double penalty = 0.1)
    {
        var width = features[0].Length;
        var (means, deviations) = (new double[width], new double[width]);
        for (var j = 0; j < width; j++)
        {
            means[j] = features.Average(row => row[j]);
            deviations[j] = Math.Sqrt(features.Average(row => (row[j] - means[j]) * (row[j] - means[j])));
            // A constant feature tells nothing, and is left at zero.
            deviations[j] = deviations[j] > 1e-9 ? deviations[j] : double.PositiveInfinity;
        }

        var weights = new double[width + 1];
        Lbfgs.Minimize(new Loss([.. features.Select(row => Standardize(row, means, deviations))], answers, penalty), weights, 200);
        return new LogisticClassifier(means, deviations, weights);
    }

    /// <summary>The probability of "true".</summary>
    public double Probability(double[] features) => 1 / (1 + Math.Exp(-Score(Standardize(features, _means, _deviations), _weights)));

    private static double[] Standardize(double[] row, double[] means, double[] deviations) =>
        [.. row.Select((value, j) => (value - means[j]) / deviations[j])];

    private static double Score(ReadOnlySpan<double> row, ReadOnlySpan<double> weights) => TensorPrimitives.Dot(row, weights[..^1]) + weights[^1];

    private sealed class Loss(double[][] rows, bool[] answers, double penalty) : IDifferentiable
    {
        public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
        {
            gradient.Clear();
            var total = penalty / 2 * TensorPrimitives.SumOfSquares(point[..^1]);
            for (var i = 0; i < rows.Length; i++)
            {
                var sign = answers[i] ? 1 : -1;
                var margin = sign * Score(rows[i], point);
                total += (margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : Math.Log(1 + Math.Exp(margin)) - margin) / rows.Length;
                var slope = -sign / (1 + Math.Exp(margin)) / rows.Length;
                TensorPrimitives.MultiplyAdd(rows[i], slope, gradient[..^1], gradient[..^1]);
                gradient[^1] += slope;
            }

            TensorPrimitives.MultiplyAdd(point[..^1], penalty, gradient[..^1], gradient[..^1]);
            return total;
        }
    }
}
