namespace FederatedSecure.Privacy;

/// <summary>The composed loss distribution of many steps in a window, as two bounds on the true one.</summary>
internal sealed class ComposedLoss
{
    private readonly CompositionPlan _plan;
    private readonly double[] _pessimistic;
    private readonly double[] _optimistic;
    private readonly double _bottom;
    private double _logPessimistic;
    private double _logOptimistic;
    private double _outside;
    private double _infinite;
    private double _noise;

    /// <summary>Relative rounding error of the whole, as a shift of the logarithm.</summary>
    private double _slack;

    private ComposedLoss(CompositionPlan plan, double[] pessimistic, double[] optimistic, double bottom) =>
        (_plan, _pessimistic, _optimistic, _bottom) = (plan, pessimistic, optimistic, bottom);

    public static ComposedLoss Compute(CompositionPlan plan)
    {
        var (length, interval, tilt) = (plan.Length, plan.Interval, plan.Tilt);
        var transform = new FourierTransform(length);
        var (real, imaginary) = (new double[length], new double[length]);
        var spectra = new Spectra(length);
        var (offset, logPessimistic, logOptimistic, logInfinite, steps) = (0.0, 0.0, 0.0, 0.0, 0.0);
        var (logBelow, logAbove) = (plan.LowExponent * plan.Low, -plan.HighExponent * plan.High);
        foreach (var (step, count) in plan.Distributions())
        {
            Array.Clear(real);
            Array.Clear(imaginary);

            // Both bounds travel in one transform: one as its real part, one as its imaginary part.
            var (worse, better) = (new Tilted(step.Pessimistic, step, interval), new Tilted(step.Optimistic, step, interval));
            var (logWorse, logBetter) = (worse.LogSum(tilt), better.LogSum(tilt));
            worse.AddTo(real, tilt, logWorse);
            better.AddTo(imaginary, tilt, logBetter);
            logPessimistic += count * logWorse;
            logOptimistic += count * logBetter;
            logInfinite += count * SpecialFunctions.Log1p(-step.Infinite);
            logBelow += count * (worse.LogSum(tilt - plan.LowExponent) - logWorse);
            logAbove += count * (worse.LogSum(tilt + plan.HighExponent) - logWorse);
            offset += count * step.Centre;
            steps += count;
            transform.Forward(real, imaginary);
            spectra.Multiply(real, imaginary, count, transform);
        }

        spectra.Write(real, imaginary, transform);
        transform.Backward(real, imaginary);

        // Array place I mod N holds the loss offset + I·h; the window starts at the first I at or above its low end.
        var first = Math.Ceiling((plan.Low - offset) / interval);
        var composed = new ComposedLoss(plan, new double[length], new double[length], offset + (first * interval));
        var place = (int)(first - (Math.Floor(first / length) * length));
        var largest = 0.0;
        for (var i = 0; i < length; i++)
        {
            composed._pessimistic[i] = real[place] / length;
            composed._optimistic[i] = imaginary[place] / length;
            largest = Math.Max(largest, Math.Max(Math.Abs(composed._pessimistic[i]), Math.Abs(composed._optimistic[i])));
            place = place + 1 == length ? 0 : place + 1;
        }

        composed._logPessimistic = logPessimistic;
        composed._logOptimistic = logOptimistic;
        composed._infinite = -SpecialFunctions.Expm1(logInfinite);
        composed._outside = Math.Exp(Math.Min(0, logBelow)) + Math.Exp(Math.Min(0, logAbove));

        // Rounding: log N stages of the transform, a power that multiplies the relative error of its base by T, and N factors
        // while walking down the window.
        composed._noise = largest * Math.Pow(2, -52) * (4 * Math.Log2(length));
        composed._slack = (steps * Math.Pow(2, -48)) + (length * Math.Pow(2, -50));
        return composed;
    }

    /// <summary>ε at a δ, from above: the smallest ε with pessimistic δ(ε) at most δ.</summary>
    public double UpperEpsilon(double delta) => Solve(_pessimistic, _logPessimistic + _slack, delta - _infinite - UpperRest, _noise, wrapped: 0);

    /// <summary>ε at a δ, from below.</summary>
    public double LowerEpsilon(double delta) => Solve(_optimistic, _logOptimistic - _slack, delta, -_noise, _outside);

    /// <summary>δ at an ε, from above.</summary>
    public double UpperDelta(double epsilon) =>
        Math.Min(1, _infinite + UpperRest + Evaluate(_pessimistic, _logPessimistic + _slack, epsilon, _noise));

    /// <summary>δ at an ε, from below: what may have wrapped around into the window weighs e^−θL, hence at most e^−θε.</summary>
    public double LowerDelta(double epsilon) => Math.Max(
        0, Evaluate(_optimistic, _logOptimistic - _slack, epsilon, -_noise) - (_outside * Math.Exp(_logOptimistic - (_plan.Tilt * epsilon))));

    /// <summary>What lies above the window.</summary>
    private double UpperRest => _outside * Math.Exp(Math.Min(0, _logPessimistic - (_plan.Tilt * _plan.High)));

    /// <summary>δ(ε) = Σ over L above ε of p(L)·(1 − e^(ε − L)).</summary>
    private double Evaluate(double[] tilted, double logScale, double epsilon, double noise)
    {
        var sum = 0.0;
        for (var i = tilted.Length - 1; i >= 0; i--)
        {
            var loss = Loss(i);
            if (loss <= epsilon)
            {
                break;
            }

            sum -= Math.Max(0, tilted[i] + noise) * Math.Exp(_plan.Tilt * (epsilon - loss)) * SpecialFunctions.Expm1(epsilon - loss);
        }

        return sum * Math.Exp(logScale - (_plan.Tilt * epsilon));
    }

    /// <summary>
    /// Walks down from the largest loss until δ(ε) would exceed δ; between grid points δ(ε) is linear in e^ε. Everything is kept
    /// relative to the loss at hand, since e^L alone overflows from L = 710 on.
    /// </summary>
    private double Solve(double[] tilted, double logScale, double delta, double noise, double wrapped)
    {
        if (delta <= 0)
        {
            return double.PositiveInfinity;
        }

        // Σ over j above i of p_j·e^(−θ(L_j − L_i)), and the same with θ + 1.
        var (sum, sumOfInverse) = (0.0, 0.0);
        var (decay, decayOfInverse) = (Math.Exp(-_plan.Tilt * _plan.Interval), Math.Exp(-(_plan.Tilt + 1) * _plan.Interval));
        var logDelta = Math.Log(delta) - logScale;
        for (var i = tilted.Length - 1; i >= 0; i--)
        {
            sum *= decay;
            sumOfInverse *= decayOfInverse;
            var scaled = Math.Exp(logDelta + (_plan.Tilt * Loss(i))) + wrapped;
            if (sum - sumOfInverse > scaled || Loss(i) < 0)
            {
                // (Σ p − e^(ε − L_i)·Σ p·e^(L_i − L)) = δ.
                var ratio = (sum - scaled) / sumOfInverse;
                return ratio > 0 ? Math.Clamp(Loss(i) + Math.Log(ratio), 0, Math.Max(0, Loss(i + 1))) : 0;
            }

            var weight = Math.Max(0, tilted[i] + noise);
            sum += weight;
            sumOfInverse += weight;
        }

        // Not even the whole window exceeds δ: from above ε is known to its low end, from below not at all.
        return noise > 0 ? Math.Max(0, _bottom) : 0;
    }

    private double Loss(int index) => _bottom + (index * _plan.Interval);
}
