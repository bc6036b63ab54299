namespace FederatedSecure.Privacy.Tests.Support;

/// <summary>Slow and plain mathematics that shares nothing with the product: series, continued fractions and trapezoids.</summary>
internal static class Reference
{
    /// <summary>P(N(0, 1) &gt; x): Kummer's series near 0 and a continued fraction in the tail, both to about 1e-15.</summary>
    public static double NormalTail(double x)
    {
        if (double.IsInfinity(x))
        {
            return x > 0 ? 0 : 1;
        }

        if (x < 0)
        {
            return 1 - NormalTail(-x);
        }

        if (x < 3)
        {
            // Φ(x) − ½ = φ(x)·Σ x^(2n + 1) / (2n + 1)!!.
            var (term, sum) = (x, x);
            for (var n = 1; term > sum * 1e-18; n++)
            {
                term *= x * x / ((2 * n) + 1);
                sum += term;
            }

            return 0.5 - (sum * Density(x));
        }

        // 1 / (x + 1 / (x + 2 / (x + 3 / …))).
        var fraction = x;
        for (var n = 400; n >= 1; n--)
        {
            fraction = x + (n / fraction);
        }

        return Density(x) / fraction;
    }

    /// <summary>The standard normal density.</summary>
    public static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>The integral of f·N(0, σ²) by the trapezoidal rule over 9 deviations, whose error is far below rounding for smooth f.</summary>
    public static double Expectation(double sigma, Func<double, double> f, int nodesPerDeviation = 60, double mean = 0)
    {
        var (sum, count) = (0.0, 9 * nodesPerDeviation);
        for (var i = -count; i <= count; i++)
        {
            var z = (double)i / nodesPerDeviation;
            sum += Density(z) * f(mean + (sigma * z));
        }

        return sum / nodesPerDeviation;
    }

    /// <summary>δ(ε) of the Gaussian mechanism with μ = Δ/σ: Balle and Wang, 2018, theorem 8.</summary>
    public static double GaussianDelta(double mu, double epsilon) =>
        NormalTail((epsilon / mu) - (mu / 2)) - (Math.Exp(epsilon) * NormalTail((epsilon / mu) + (mu / 2)));

    /// <summary>The ε at which a falling function meets a value.</summary>
    public static double Solve(Func<double, double> delta, double target, double high)
    {
        var low = 0.0;
        for (var turn = 0; turn < 200; turn++)
        {
            var middle = (low + high) / 2;
            (low, high) = delta(middle) > target ? (middle, high) : (low, middle);
        }

        return high;
    }
}
