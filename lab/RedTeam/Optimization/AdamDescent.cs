namespace FederatedSecure.Lab.RedTeam.Optimization;

/// <summary>
/// Adam (Kingma and Ba, ICLR 2015) within a box, with β₁ = 0.9, β₂ = 0.999: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
/// x ← clip(x − η·m̂/(√v̂ + 10⁻⁸)).
/// </summary>
internal sealed record AdamDescent
{
    /// <summary>η at the start.</summary>
    public double Rate { get; init; } = 0.1;

    /// <summary>Whether only the signs of the gradient are looked at (Geiping et al. 2020, section 4).</summary>
    public bool IsSigned { get; init; }

    /// <summary>Whether η is a tenth of itself after 3/8, 5/8 and 7/8 of the steps, as there.</summary>
    public bool Decays { get; init; } = true;

    /// <summary>The smallest value of a coordinate.</summary>
    public double Lower { get; init; } = double.NegativeInfinity;

    /// <summary>The largest value of a coordinate.</summary>
    public double Upper { get; init; } = double.PositiveInfinity;

    /// <summary>Goes downhill.</summary>
    /// <param name="function">What is minimized.</param>
    /// <param name="point">Where to start; receives the best point that was met.</param>
    /// <param name="iterations">So many steps.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    /// <returns>The value there; NaN if no value was finite.</returns>
    public double Minimize(IDifferentiable function, Span<double> point, int iterations, CancellationToken cancellation)
    {
        const double beta1 = 0.9, beta2 = 0.999;
        var (x, gradient, m, v) = (point.ToArray(), new double[point.Length], new double[point.Length], new double[point.Length]);
        var best = double.PositiveInfinity;
        for (var t = 1; t <= iterations; t++)
        {
            cancellation.ThrowIfCancellationRequested();
            var value = function.Evaluate(x, gradient);
            if (!double.IsFinite(value))
            {
                break;
            }

            if (value < best)
            {
                best = value;
                x.CopyTo(point);
            }

            var step = Rate * Decay(t - 1, iterations) / (1 - Math.Pow(beta1, t));
            var correction = 1 - Math.Pow(beta2, t);
            for (var i = 0; i < x.Length; i++)
            {
                var g = IsSigned ? Math.Sign(gradient[i]) : gradient[i];
                m[i] = (beta1 * m[i]) + ((1 - beta1) * g);
                v[i] = (beta2 * v[i]) + ((1 - beta2) * g * g);
                x[i] = Math.Clamp(x[i] - (step * m[i] / (Math.Sqrt(v[i] / correction) + 1e-8)), Lower, Upper);
            }
        }

        return double.IsPositiveInfinity(best) ? double.NaN : best;
    }

    private double Decay(int done, int iterations)
    {
        var eighths = 8.0 * done / iterations;
        return !Decays ? 1 : eighths < 3 ? 1 : eighths < 5 ? 0.1 : eighths < 7 ? 0.01 : 0.001;
    }
}
