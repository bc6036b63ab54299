namespace FederatedSecure.Privacy.Tests.Support;

/// <summary>
/// The exact δ(ε) of one, two or three steps of the subsampled Gaussian by nested quadrature: the outcome of all steps but the
/// last is integrated over, and the last has a closed form.
/// </summary>
internal sealed class HockeyStick(bool removes, int nodes)
{
    /// <summary>δ = sup over events of P(E) − e^ε·Q(E), the worse of both directions.</summary>
    public static double Delta(double epsilon, params (double Q, double Sigma)[] steps)
    {
        // The closed form has a kink where the loss cannot be smaller: a tenth of a deviation is up to a thousandth off there. Finer than that, three steps take minutes.
        var nodes = steps.Length > 2 ? 10 : 200;
        return Math.Max(new HockeyStick(removes: true, nodes).Divergence(epsilon, steps), new HockeyStick(removes: false, nodes).Divergence(epsilon, steps));
    }

    private double Divergence(double epsilon, ReadOnlySpan<(double Q, double Sigma)> steps)
    {
        var (q, sigma) = steps[0];
        if (steps.Length == 1)
        {
            return One(q, sigma, epsilon);
        }

        // E over x ~ P of δ_rest(ε − L(x)).
        (double, double)[] rest = [.. steps[1..]];
        double Rest(double x) => Divergence(epsilon - Loss(q, sigma, x), rest);
        var without = Reference.Expectation(sigma, Rest, nodes);
        return removes ? ((1 - q) * without) + (q * Reference.Expectation(sigma, Rest, nodes, mean: 1)) : without;
    }

    private double Loss(double q, double sigma, double x)
    {
        var ratio = Math.Log(1 - q + (q * Math.Exp(((2 * x) - 1) / (2 * sigma * sigma))));
        return removes ? ratio : -ratio;
    }

    /// <summary>For any real ε: the loss is monotone in x, so the event is a half-line.</summary>
    private double One(double q, double sigma, double epsilon)
    {
        // ln(1 − q + q·e^u) = ±ε.
        var inner = (Math.Exp(removes ? epsilon : -epsilon) - (1 - q)) / q;
        if (inner <= 0)
        {
            return removes ? 1 - Math.Exp(epsilon) : 0;
        }

        var x = (sigma * sigma * Math.Log(inner)) + 0.5;
        double Mixture(double sign) => ((1 - q) * Reference.NormalTail(sign * x / sigma)) + (q * Reference.NormalTail(sign * (x - 1) / sigma));
        return removes
            ? Mixture(1) - (Math.Exp(epsilon) * Reference.NormalTail(x / sigma))
            : Reference.NormalTail(-x / sigma) - (Math.Exp(epsilon) * Mixture(-1));
    }
}
