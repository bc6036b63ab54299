namespace FederatedSecure.Privacy;

/// <summary>
/// ln E[e^(s·L)] of one step's loss L, from a few hundred nodes. A guide to where a composition has its mass and which grid
/// suits it; no bound rests on it.
/// </summary>
internal sealed class LossCumulants
{
    private const double Reach = 38;
    private const int NodesPerDeviation = 8;
    private readonly double[] _logWeights;

    public LossCumulants(SampledGaussian step, LossDirection direction)
    {
        var (q, sigma) = (step.SamplingRate, step.NoiseMultiplier);
        var shift = direction == LossDirection.Remove ? 1 : 0;
        var width = Math.Min(sigma / NodesPerDeviation, Math.Max(sigma * sigma / 2, sigma / (4 * NodesPerDeviation)));
        var count = (int)Math.Ceiling(((2 * Reach * sigma) + shift) / width);

        // Where σ is tiny there is nothing between the two bumps; some coarser nodes do for a guide.
        count = Math.Min(count, 20_000);
        width = ((2 * Reach * sigma) + shift) / count;
        _logWeights = new double[count + 1];
        Losses = new double[count + 1];
        for (var i = 0; i <= count; i++)
        {
            var x = (i * width) - (Reach * sigma);
            var ratio = StepLoss.Log(q, ((2 * x) - 1) / (2 * sigma * sigma));
            var logNormal = (-x * x / (2 * sigma * sigma)) + Math.Log(width / (sigma * Math.Sqrt(2 * Math.PI)));
            (Losses[i], _logWeights[i]) = direction == LossDirection.Remove ? (ratio, logNormal + ratio) : (-ratio, logNormal);
        }
    }

    /// <summary>The losses at the nodes.</summary>
    public double[] Losses { get; }

    /// <summary>The logarithms of the probabilities of the nodes.</summary>
    public ReadOnlySpan<double> LogWeights => _logWeights;

    /// <summary>ln E[e^(s·L)].</summary>
    public double At(double s)
    {
        var largest = double.NegativeInfinity;
        for (var i = 0; i < _logWeights.Length; i++)
        {
            largest = Math.Max(largest, _logWeights[i] + (s * Losses[i]));
        }

        var sum = 0.0;
        for (var i = 0; i < _logWeights.Length; i++)
        {
            var exponent = _logWeights[i] + (s * Losses[i]) - largest;
            sum += exponent > -45 ? Math.Exp(exponent) : 0;
        }

        return largest + Math.Log(sum);
    }

    /// <summary>Mean and variance of the loss under the distribution tilted by e^(s·L).</summary>
    public (double Mean, double Variance) Tilted(double s)
    {
        var total = At(s);
        var (mean, square) = (0.0, 0.0);
        for (var i = 0; i < _logWeights.Length; i++)
        {
            mean += Math.Exp(_logWeights[i] + (s * Losses[i]) - total) * Losses[i];
        }

        for (var i = 0; i < _logWeights.Length; i++)
        {
            var distance = Losses[i] - mean;
            square += Math.Exp(_logWeights[i] + (s * Losses[i]) - total) * distance * distance;
        }

        return (mean, square);
    }

    /// <summary>The range of losses outside which the tilted distribution has next to nothing.</summary>
    public (double Least, double Most) Range(double s, double logNegligible)
    {
        var total = At(s);
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var i = 0; i < _logWeights.Length; i++)
        {
            if (_logWeights[i] + (s * Losses[i]) - total > logNegligible)
            {
                least = Math.Min(least, Losses[i]);
                most = Math.Max(most, Losses[i]);
            }
        }

        return (least, most);
    }

    /// <summary>
    /// A loss near the given one such that what lies within a grid interval of it has exactly this loss on average. A
    /// grid that goes through it moves a narrow concentration of probability least.
    /// </summary>
    public double Centre(double near, double interval)
    {
        var centre = near;
        for (var turn = 0; turn < 3; turn++)
        {
            var (p, q, count) = (0.0, 0.0, 0);
            for (var i = 0; i < _logWeights.Length; i++)
            {
                var distance = Losses[i] - centre;
                if (Math.Abs(distance) < interval)
                {
                    var weight = Math.Exp(_logWeights[i]);
                    p += weight;
                    q += weight * SpecialFunctions.Expm1(-distance);
                    count++;
                }
            }

            if (count < NodesPerDeviation)
            {
                break;
            }

            centre -= SpecialFunctions.Log1p(q / p);
        }

        return centre;
    }
}
