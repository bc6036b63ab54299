namespace FederatedSecure.Privacy;

/// <summary>
/// Which part of a composed loss distribution is computed, on which grid, and how it is tilted. The composition is done with
/// probabilities p·e^(θL): those centre on the losses that decide the question, so that a δ of 1e-12 is as accurate as one of
/// 1e-2, and neither rounding nor the ends of the window touch it.
/// </summary>
internal sealed class CompositionPlan
{
    /// <summary>The tilted probability outside the window, at most, on either side: e^−30 is 1e-13.</summary>
    private const double LogOutside = -30;

    /// <summary>How much smaller than the tilted probabilities δ may be, as a logarithm, before rounding and window matter to it.</summary>
    private const double LogContrast = 18;

    /// <summary>What part of δ may be given away to losses that are too rare to be followed: e^−9 is 1e-4.</summary>
    private const double LogNegligible = -9;

    /// <summary>A loss this far above what matters is as bad as an infinite one: e^−9 of it is 1e-4.</summary>
    private const double Irrelevant = 9;

    private static readonly double[] Widths = [0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 20];
    private const int LargestLength = 1 << 19;
    private const int SmallestLength = 1 << 10;
    private readonly SampledGaussian[] _steps;
    private readonly LossCumulants[] _cumulants;
    private readonly double _total;
    private double _mean;
    private double _deviation;
    private readonly double _saddle;
    private double _low;
    private double _high;
    private double _lowExponent;
    private double _highExponent;

    public CompositionPlan(IReadOnlyList<SampledGaussian> history, LossDirection direction, LossGoal goal, double tolerance)
    {
        Direction = direction;
        _steps = [.. history];
        _cumulants = [.. history.Select(step => new LossCumulants(step, direction))];
        _total = history.Sum(step => (double)step.Steps);
        var logDelta = goal.WantsEpsilon ? goal.LogDelta : FindLogDelta(goal);
        Truncate(logDelta);
        (_mean, _deviation) = Moments(0);
        _saddle = FindSaddle(goal);
        var bound = goal.Bound(_saddle, Cumulant(_saddle));
        (Reference, LogDelta) = goal.WantsEpsilon ? (Math.Max(0, bound), goal.LogDelta) : (goal.Epsilon, Math.Min(0, bound));
        FindWindow();

        // A grid of interval h adds h²/6 to the variance of a step in the pessimistic bound and takes h²/3 from it in the
        // optimistic one; that moves ε by half of it times T·(θ + 1).
        var size = goal.WantsEpsilon ? Math.Max(Reference, 0.05 * _deviation) : 1 / _saddle;
        Interval = Math.Sqrt(2.4 * tolerance * size / (_total * (_saddle + 1)));
        if (Reference == 0 && goal.WantsEpsilon)
        {
            // ε is 0 already by the bound; there is nothing to be precise about.
            Interval = (_high - _low) / SmallestLength;
        }

        Fit();
    }

    /// <summary>Which data set the results come from.</summary>
    public LossDirection Direction { get; }

    /// <summary>θ.</summary>
    public double Tilt { get; private set; }

    /// <summary>A bound on the ε that is asked for, or the ε that was given.</summary>
    public double Reference { get; }

    /// <summary>The logarithm of a bound on the δ that is asked for, or of the δ that was given.</summary>
    public double LogDelta { get; }

    /// <summary>The least loss in the window.</summary>
    public double Low => _low - (8 * GridDeviation);

    /// <summary>The largest loss in the window.</summary>
    public double High => _high + (8 * GridDeviation);

    /// <summary>h.</summary>
    public double Interval { get; private set; }

    /// <summary>The number of grid points in the window, a power of two.</summary>
    public int Length { get; private set; }

    /// <summary>Whether a finer grid would be too large.</summary>
    public bool IsFinest => Length >= LargestLength;

    /// <summary>The exponent with which the tilted probability above the window is bounded.</summary>
    public double HighExponent => Math.Min(_highExponent, 8 / GridDeviation);

    /// <summary>The exponent with which the tilted probability below the window is bounded.</summary>
    public double LowExponent => Math.Min(_lowExponent, 8 / GridDeviation);

    /// <summary>Takes a finer grid.</summary>
    public void Refine(double factor)
    {
        Interval *= factor;
        Fit();
    }

    /// <summary>The single steps on the grid, each with its number.</summary>
    public IEnumerable<(StepDistribution Distribution, long Steps)> Distributions()
    {
        for (var i = 0; i < _steps.Length; i++)
        {
            var (least, most) = Range(i);
            yield return (Distribution(_steps[i], _cumulants[i].Centre(Middle(_steps[i]), Interval), least, most), _steps[i].Steps);
        }
    }

    /// <summary>
    /// A step on the grid. Where most of its probability lies in a single interval, the grid is moved until that much
    /// probability keeps its loss in the optimistic bound too.
    /// </summary>
    private StepDistribution Distribution(SampledGaussian step, double centre, double least, double most)
    {
        var distribution = StepDistribution.Create(new LossCells(step, Direction, centre, Interval, least, most));
        for (var turn = 0; turn < 3 && step.Steps * Math.Abs(distribution.Imbalance) > 1e-5 * Math.Max(Reference, 1e-3 * _deviation); turn++)
        {
            centre += distribution.Imbalance;
            distribution = StepDistribution.Create(new LossCells(step, Direction, centre, Interval, least, most));
        }

        return distribution;
    }

    /// <summary>The standard deviation that the grid itself adds, at most.</summary>
    private double GridDeviation => Math.Sqrt(_total / 4) * Interval;

    private double Cumulant(double s)
    {
        var sum = 0.0;
        for (var i = 0; i < _steps.Length; i++)
        {
            sum += _steps[i].Steps * _cumulants[i].At(s);
        }

        return sum;
    }

    private (double Mean, double Deviation) Moments(double s)
    {
        var (mean, variance) = (0.0, 0.0);
        for (var i = 0; i < _steps.Length; i++)
        {
            var (oneMean, oneVariance) = _cumulants[i].Tilted(s);
            mean += _steps[i].Steps * oneMean;
            variance += _steps[i].Steps * oneVariance;
        }

        return (mean, Math.Sqrt(variance));
    }

    /// <summary>A bound on the δ that is asked for, improved while leaving out what is rarer than it improves it.</summary>
    private double FindLogDelta(LossGoal goal)
    {
        var logDelta = 0.0;
        for (var turn = 0; turn < 8; turn++)
        {
            (_mean, _deviation) = Moments(0);
            var saddle = FindSaddle(goal);
            var bound = Math.Min(0, goal.Bound(saddle, Cumulant(saddle)));
            if (bound > logDelta - 1)
            {
                break;
            }

            logDelta = bound;
            Truncate(logDelta);
        }

        // The bound is good to some powers of ten only.
        return logDelta - 7;
    }

    private void Truncate(double logDelta)
    {
        for (var i = 0; i < _steps.Length; i++)
        {
            _cumulants[i].Truncate(logDelta + LogNegligible - Math.Log((double)_steps[i].Steps * _steps.Length));
        }
    }

    private double FindSaddle(LossGoal goal)
    {
        double At(double logTilt) => goal.Bound(Math.Exp(logTilt), Cumulant(Math.Exp(logTilt)));

        // Coarsely over many powers of two, then by golden section. Of the two kinds of minima, a moderate tilt where many
        // ordinary losses add up and a tilt near 1 where one large loss decides, either may be the lower one.
        var (best, value) = (0.0, double.PositiveInfinity);
        var ordinary = -Math.Log2(_deviation);
        for (var k = Math.Min(-8, ordinary - 8); k <= ordinary + 24; k++)
        {
            var scale = k * Math.Log(2);
            var bound = At(scale);
            if (bound < value)
            {
                (best, value) = (scale, bound);
            }
        }

        var (low, high) = (best - Math.Log(2), best + Math.Log(2));
        const double golden = 0.6180339887498949;
        for (var turn = 0; turn < 8; turn++)
        {
            var (left, right) = (high - (golden * (high - low)), low + (golden * (high - low)));
            (low, high) = At(left) < At(right) ? (low, right) : (left, high);
        }

        return Math.Exp((low + high) / 2);
    }

    /// <summary>Of the tilts that keep δ clear of rounding errors, the one with the narrowest window: heavy tails grow with it.</summary>
    private void FindWindow()
    {
        TryWindow(_saddle);
        for (var tilt = _saddle / 2; tilt > _saddle / 300; tilt /= 2)
        {
            if (Cumulant(tilt) < LogDelta + LogContrast)
            {
                TryWindow(tilt);
            }
        }

        if (LogDelta + LogContrast > 0)
        {
            TryWindow(0);
        }
    }

    private void TryWindow(double tilt)
    {
        var atTilt = Cumulant(tilt);
        var (mean, deviation) = Moments(tilt);
        var (lowest, highest, lowExponent, highExponent) = (double.NegativeInfinity, double.PositiveInfinity, 0.0, 0.0);
        foreach (var r in (ReadOnlySpan<double>)[.. Widths.Select(width => width / deviation), 0.5, 1, 2, 4, 8, 16])
        {
            // Chernoff: P(L > highest) ≤ e^(K(θ + r) − K(θ) − r·highest), and the same downwards. Ordinary losses ask for an r
            // of some deviations, a heavy tail for one near 1.
            var high = (Cumulant(tilt + r) - atTilt - LogOutside) / r;
            if (high < highest)
            {
                (highest, highExponent) = (high, r);
            }

            var low = (LogOutside - (Cumulant(tilt - r) - atTilt)) / r;
            if (low > lowest)
            {
                (lowest, lowExponent) = (low, r);
            }
        }

        (lowest, highest) = (Math.Min(lowest, mean - deviation), Math.Max(highest, mean + deviation));
        if (Length == 0 || highest - lowest < _high - _low)
        {
            (Tilt, _low, _high, _lowExponent, _highExponent) = (tilt, lowest, highest, lowExponent, highExponent);
            Length = SmallestLength;
        }
    }

    /// <summary>The losses of a step that are put on the grid.</summary>
    private (double Least, double Most) Range(int index)
    {
        var least = _cumulants[index].Least(Tilt, -60);
        var cap = Reference + Irrelevant - Math.Min(0, _mean) + (8 * _deviation);
        return (least, Math.Min(cap, _cumulants[index].Largest));
    }

    private void Fit()
    {
        var widest = Enumerable.Range(0, _steps.Length).Max(i => Range(i) is var (least, most) ? most - least : 0);
        for (Length = SmallestLength; Length < LargestLength && (Length - 2) * Interval < High - Low; Length *= 2)
        {
        }

        // What does not fit asks for a coarser grid; where a power of two leaves room, a finer one makes use of it.
        var room = Length - 2 - (16 * Math.Sqrt(_total / 4));
        Interval = room > Length / 8 ? (_high - _low) / room : 8 * (_high - _low) / Length;
        Interval = Math.Max(Interval, widest / LargestLength);
    }

    /// <summary>The loss at x = 0, where most of the probability of a step with a small rate lies.</summary>
    private double Middle(SampledGaussian step)
    {
        var ratio = StepLoss.Log(step.SamplingRate, -1 / (2 * step.NoiseMultiplier * step.NoiseMultiplier));
        return Direction == LossDirection.Remove ? ratio : -ratio;
    }
}
