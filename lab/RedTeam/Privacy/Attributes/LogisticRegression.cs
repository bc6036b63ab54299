using MathNet.Numerics.LinearAlgebra;

namespace FederatedSecure.Lab.RedTeam.Privacy.Attributes;

/// <summary>
/// Logistic regression with a ridge penalty on standardized features, fitted by Newton's method: the model of an attacker who has few
/// numbers to learn from. Minimizes Σ ln(1 + e^{−s·(w·x + b)}) + λ/2·‖w‖², s = ±1; the same data give the same model.
/// </summary>
internal sealed class LogisticRegression
{
    private const int MostSteps = 50;
    private readonly double[] _weights;
    private readonly double[] _means;
    private readonly double[] _deviations;

    private LogisticRegression(double[] weights, double[] means, double[] deviations) => (_weights, _means, _deviations) = (weights, means, deviations);

    /// <summary>Fits.</summary>
    /// <param name="features">One row an example.</param>
    /// <param name="truth">What is to be told.</param>
    /// <param name="ridge">λ, above 0, so that the minimum exists even where the examples can be separated.</param>
    public static LogisticRegression Fit(double[][] features, bool[] truth, double ridge = 1)
    {
        var columns = features[0].Length;
        var (means, deviations) = (new double[columns], new double[columns]);
        for (var j = 0; j < columns; j++)
        {
            var column = j;
            means[j] = features.Average(row => row[column]);
            var variance = features.Average(row => (row[column] - means[column]) * (row[column] - means[column]));
            deviations[j] = variance > 0 ? Math.Sqrt(variance) : 1;
        }

        // The last column is the constant.
        var x = Array.ConvertAll(features, row => Standardize(row, means, deviations));
        var weights = new double[columns + 1];
        for (var step = 0; step < MostSteps; step++)
        {
            var change = NewtonStep(x, truth, weights, ridge);
            var (current, scale) = (Objective(x, truth, weights, ridge), 1.0);
            var next = weights;
            for (; scale > 1e-6; scale /= 2)
            {
                next = [.. weights.Zip(change, (weight, delta) => weight - (scale * delta))];
                if (Objective(x, truth, next, ridge) <= current)
                {
                    break;
                }
            }

            weights = scale > 1e-6 ? next : weights;
            if (change.Max(Math.Abs) * scale < 1e-8)
            {
                break;
            }
        }

        return new LogisticRegression(weights, means, deviations);
    }

    /// <summary>ln(p/(1 − p)), positive where it decides for true.</summary>
    public double LogOdds(double[] features) => Dot(Standardize(features, _means, _deviations), _weights);

    private static double[] NewtonStep(double[][] x, bool[] truth, double[] weights, double ridge)
    {
        var size = weights.Length;
        var gradient = Vector<double>.Build.Dense(size);
        var hessian = Matrix<double>.Build.Dense(size, size);
        for (var i = 0; i < x.Length; i++)
        {
            var row = x[i];
            var p = 1 / (1 + Math.Exp(-Dot(row, weights)));
            var (residual, curvature) = (p - (truth[i] ? 1 : 0), p * (1 - p));
            for (var j = 0; j < size; j++)
            {
                gradient[j] += residual * row[j];
                for (var k = 0; k <= j; k++)
                {
                    hessian[j, k] += curvature * row[j] * row[k];
                }
            }
        }

        for (var j = 0; j < size; j++)
        {
            // A trace of a penalty on the constant too: it is infinite where all examples are alike.
            var penalty = j < size - 1 ? ridge : 1e-6;
            gradient[j] += penalty * weights[j];
            hessian[j, j] += penalty;
            for (var k = j + 1; k < size; k++)
            {
                hessian[j, k] = hessian[k, j];
            }
        }

        return [.. hessian.Cholesky().Solve(gradient)];
    }

    private static double Objective(double[][] x, bool[] truth, double[] weights, double ridge)
    {
        var sum = (ridge / 2 * weights[..^1].Sum(weight => weight * weight)) + (0.5e-6 * weights[^1] * weights[^1]);
        for (var i = 0; i < x.Length; i++)
        {
            var margin = Dot(x[i], weights) * (truth[i] ? 1 : -1);
            sum += Math.Max(0, -margin) + Math.Log(1 + Math.Exp(-Math.Abs(margin)));
        }

        return sum;
    }

    private static double[] Standardize(double[] row, double[] means, double[] deviations)
    {
        var standardized = new double[row.Length + 1];
        for (var j = 0; j < row.Length; j++)
        {
            standardized[j] = (row[j] - means[j]) / deviations[j];
        }

        standardized[^1] = 1;
        return standardized;
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
