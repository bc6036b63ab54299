using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>z = c + Σ w_i (x_i − c) and what inner products about c say of it.</summary>
internal sealed class GramPoint
{
    private readonly Gram _gram;
    private readonly double[] _products;
    private readonly double _own;

    public GramPoint(Gram gram, double[] weights)
    {
        (_gram, Weights, _products, Distances) = (gram, weights, new double[weights.Length], new double[weights.Length]);
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] != 0)
            {
                var row = gram.Row(i);
                for (var j = 0; j < weights.Length; j++)
                {
                    _products[j] += weights[i] * row[j];
                }
            }
        }

        for (var i = 0; i < weights.Length; i++)
        {
            _own += weights[i] * _products[i];
        }

        for (var i = 0; i < weights.Length; i++)
        {
            Distances[i] = Math.Sqrt(Math.Max(0, gram[i, i] - (2 * _products[i]) + _own));
        }
    }

    /// <summary>w.</summary>
    public double[] Weights { get; }

    /// <summary>‖x_i − z‖.</summary>
    public double[] Distances { get; }

    /// <summary>The cosine of the angle between x_i − z and x_j − z, neither of which is zero.</summary>
    public double Cosine(int i, int j) =>
        (_gram[i, j] - _products[i] - _products[j] + _own) / (Distances[i] * Distances[j]);

    /// <summary>z + Σ q_i (x_i − z).</summary>
    public GramPoint Moved(double[] q)
    {
        var stays = 1 - q.Sum();
        var next = new double[q.Length];
        for (var i = 0; i < q.Length; i++)
        {
            next[i] = (Weights[i] * stays) + q[i];
        }

        return new GramPoint(_gram, next);
    }

    /// <summary>Σ α_i (‖x_i − other‖ − ‖x_i − z‖), term by term: negative if the other is better.</summary>
    public double Gain(GramPoint other, double[] alpha)
    {
        var sum = 0.0;
        for (var i = 0; i < alpha.Length; i++)
        {
            var both = Distances[i] + other.Distances[i];
            sum += both == 0 ? 0 : alpha[i] * ((2 * (_products[i] - other._products[i])) + other._own - _own) / both;
        }

        return sum;
    }

    /// <summary>‖other − z‖.</summary>
    public double Distance(GramPoint other)
    {
        var squared = 0.0;
        for (var i = 0; i < Weights.Length; i++)
        {
            squared += (other.Weights[i] - Weights[i]) * (other._products[i] - _products[i]);
        }

        return Math.Sqrt(Math.Max(0, squared));
    }
}
