namespace FederatedSecure.Privacy;

/// <summary>
/// ln E[e^(s·L)] of one step's loss L, from a few hundred nodes. A guide to where a composition has its mass and which grid
/// suits it; no bound rests on it.
/// </summary>
internal sealed class LossCumulants
{
    private const double Reach = 38;
    private const int NodesPerDeviation = 8;
    private readonly double[] _losses;
    private readonly double[] _logWeights;
    private int _count;

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
        _losses = new double[count + 1];
        _count = count + 1;
        for (var i = 0; i <= count; i++)
        {
            // In the order of the losses.
            var x = direction == LossDirection.Remove ? (i * width) - (Reach * sigma) : (Reach * sigma) - (i * width);
            var ratio = StepLoss.Log(q, ((2 * x) - 1) / (2 * sigma * sigma));
            var logNormal = (-x * x / (2 * sigma * sigma)) + Math.Log(width / (sigma * Math.Sqrt(2 * Math.PI)));
            (_losses[i], _logWeights[i]) = direction == LossDirection.Remove ? (ratio, logNormal + ratio) : (-ratio, logNormal);
        }
    }

    /// <summary>The largest loss that counts.</summary>
    public double Largest => _losses[_count - 1];

    /// <summary>
    /// Leaves the largest losses out, as far as their probability is below e^logProbability: they will count as infinite. A tail
    /// that is too rare to matter must not decide the tilt.
    /// </summary>
    public void Truncate(double logProbability)
    {
        var tail = double.NegativeInfinity;
        for (_count = _losses.Length; _count > 1; _count--)
        {
            tail = SpecialFunctions.LogAdd(tail, _logWeights[_count - 1]);
            if (tail > logProbability)
            {
                break;
            }
        }
    }

    /// <summary>ln E[e^(s·L)].</summary>
    public double At(double s)
    {
        var largest = double.NegativeInfinity;
        for (var i = 0; i < _count; i++)
        {
            largest = Math.Max(largest, _logWeights[i] + (s * _losses[i]));
        }

        var sum = 0.0;
        for (var i = 0; i < _count; i++)
        {
            var exponent = _logWeights[i] + (s * _losses[i]) - largest;
            sum += exponent > -45 ? Math.Exp(exponent) : 0;
        }

        return largest + Math.Log(sum);
    }

    /// <summary>Mean and variance of the loss under the distribution tilted by e^(s·L).</summary>
    public (double Mean, double Variance) Tilted(double s)
    {
        var total = At(s);
        var (mean, square) = (0.0, 0.0);
        for (var i = 0; i < _count; i++)
        {
            mean += Math.Exp(_logWeights[i] + (s * _losses[i]) - total) * _losses[i];
        }

        for (var i = 0; i < _count; i++)
        {
            var distance = _losses[i] - mean;
            square += Math.Exp(_logWeights[i] + (s * _losses[i]) - total) * distance * distance;
        }

        return (mean, square);
    }

    /// <summary>The loss below which the tilted distribution has next to nothing.</summary>
    public double Least(double s, double logNegligible)
    {
        var total = At(s);
        for (var i = 0; i < _count; i++)
        {
            if (_logWeights[i] + (s * _losses[i]) - total > logNegligible)
            {
                return _losses[i];
            }
        }

        return Largest;
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
            for (var i = 0; i < _count; i++)
            {
                var distance = _losses[i] - centre;
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
