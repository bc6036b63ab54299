namespace FederatedSecure.Privacy;

/// <summary>
/// One step's loss distribution, cut into cells between neighbouring points c + j·h of a grid. The probability of a cell,
/// under both of the two data sets, is shared between its ends ("connect the dots": Doroshenko, Ghazi, Kamath, Kumar and
/// Manurangsi, 2022): an outcome of loss c + j·h + d puts (1 − e^−d) / (1 − e^−h) on the upper end and the rest on the lower.
/// </summary>
internal sealed class LossCells
{
    private static readonly double[] ThreeNodes = [-0.7745966692414834, 0, 0.7745966692414834];
    private static readonly double[] ThreeWeights = [5.0 / 9, 8.0 / 9, 5.0 / 9];

    private static readonly double[] EightNodes =
    [
        -0.9602898564975363, -0.7966664774136267, -0.5255324099163290, -0.1834346424956498,
        0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363,
    ];

    private static readonly double[] EightWeights =
    [
        0.1012285362903763, 0.2223810344533745, 0.3137066458778873, 0.3626837833783620,
        0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763,
    ];

    private readonly double _q;
    private readonly double _sigma;
    private readonly LossDirection _direction;

    /// <param name="step">The step.</param>
    /// <param name="direction">Which data set the results come from.</param>
    /// <param name="centre">c.</param>
    /// <param name="interval">h.</param>
    /// <param name="least">Losses below count as below all cells.</param>
    /// <param name="most">Losses above count as above all cells.</param>
    public LossCells(SampledGaussian step, LossDirection direction, double centre, double interval, double least, double most)
    {
        (_q, _sigma, _direction) = (step.SamplingRate, step.NoiseMultiplier, direction);
        (Centre, Interval) = (centre, interval);
        First = (int)Math.Floor((least - centre) / interval);
        Count = Math.Max(1, (int)Math.Ceiling((most - centre) / interval) - First);
        (Lower, Upper) = (new double[Count], new double[Count]);
        Fill();
    }

    /// <summary>c.</summary>
    public double Centre { get; }

    /// <summary>h.</summary>
    public double Interval { get; }

    /// <summary>The j of the first cell.</summary>
    public int First { get; }

    /// <summary>The number of cells.</summary>
    public int Count { get; }

    /// <summary>What each cell puts on its lower end.</summary>
    public double[] Lower { get; }

    /// <summary>What each cell puts on its upper end.</summary>
    public double[] Upper { get; }

    /// <summary>The probability of a loss below the first cell.</summary>
    public double Below { get; private set; }

    /// <summary>The probability of a loss above the last cell.</summary>
    public double Above { get; private set; }

    private void Fill()
    {
        // Remove: the loss grows with x. Add: it falls, so that the first cell has the largest x.
        var sign = _direction == LossDirection.Remove ? 1 : -1;
        var previous = Outcome(sign * (Centre + (First * Interval)));
        Below = Beyond(previous, -sign);
        for (var i = 0; i < Count; i++)
        {
            var next = Outcome(sign * (Centre + ((First + i + 1) * Interval)));
            Share(i, Math.Min(previous, next), Math.Max(previous, next), sign);
            previous = next;
        }

        Above = Beyond(previous, sign);
        var (lower, upper) = (1 / SpecialFunctions.Expm1(Interval), -1 / SpecialFunctions.Expm1(-Interval));
        for (var i = 0; i < Count; i++)
        {
            Lower[i] *= lower;
            Upper[i] *= upper;
        }
    }

    /// <summary>The result x at which ln(P/Q) has a value.</summary>
    private double Outcome(double ratio) => (_sigma * _sigma * StepLoss.InverseLog(_q, ratio)) + 0.5;

    /// <summary>The probability of a result above x (sign 1) or below it (sign −1).</summary>
    private double Beyond(double x, int sign)
    {
        var normal = SpecialFunctions.NormalTail(sign * x / _sigma);
        return _direction == LossDirection.Remove ? ((1 - _q) * normal) + (_q * SpecialFunctions.NormalTail(sign * (x - 1) / _sigma)) : normal;
    }

    private void Share(int cell, double start, double end, int sign)
    {
        // Beyond 39 deviations a normal density underflows.
        start = Math.Max(start, -39 * _sigma);
        end = Math.Min(end, (39 * _sigma) + (_direction == LossDirection.Remove ? 1 : 0));
        if (!(end > start))
        {
            return;
        }

        // e^u grows by e in σ²; the density changes over σ.
        var scale = Math.Min(_sigma, _sigma * _sigma);
        var panels = (int)Math.Ceiling((end - start) / (scale / 2));
        var (nodes, weights) = end - start < scale / 8 ? (ThreeNodes, ThreeWeights) : (EightNodes, EightWeights);
        var half = (end - start) / (2 * panels);
        var origin = Centre + ((First + cell) * Interval);
        var (lower, upper) = (0.0, 0.0);
        for (var panel = 0; panel < panels; panel++)
        {
            var middle = start + (((2 * panel) + 1) * half);
            for (var i = 0; i < nodes.Length; i++)
            {
                var x = middle + (half * nodes[i]);
                var ratio = StepLoss.Log(_q, ((2 * x) - 1) / (2 * _sigma * _sigma));
                var probability = weights[i] * Math.Exp((-x * x / (2 * _sigma * _sigma)) + (sign > 0 ? ratio : 0));
                var distance = Math.Clamp((sign * ratio) - origin, 0, Interval);
                upper -= probability * SpecialFunctions.Expm1(-distance);
                lower += probability * SpecialFunctions.Expm1(Interval - distance);
            }
        }

        var density = half / (_sigma * Math.Sqrt(2 * Math.PI));
        Lower[cell] = lower * density;
        Upper[cell] = upper * density;
    }
}
