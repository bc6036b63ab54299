namespace FederatedSecure.Privacy;

/// <summary>The privacy loss of one step of the Poisson-subsampled Gaussian mechanism as a function of its result.</summary>
internal static class StepLoss
{
    /// <summary>ln(1 − q + q·e^u), with its full relative accuracy near its zero at u = 0.</summary>
    public static double Log(double q, double u) =>
        q == 1 ? u
        : u > 30 ? u + Math.Log(q) + SpecialFunctions.Log1p((1 - q) / q * Math.Exp(-u))
        : SpecialFunctions.Log1p(q * SpecialFunctions.Expm1(u));

    /// <summary>The u at which ln(1 − q + q·e^u) is a loss; −∞ where the loss is at or below its infimum ln(1 − q).</summary>
    public static double InverseLog(double q, double loss)
    {
        if (q == 1)
        {
            return loss;
        }

        if (loss > 30)
        {
            return loss - Math.Log(q) + SpecialFunctions.Log1p(-(1 - q) * Math.Exp(-loss));
        }

        var ratio = SpecialFunctions.Expm1(loss) / q;
        return ratio > -1 ? SpecialFunctions.Log1p(ratio) : double.NegativeInfinity;
    }
}
