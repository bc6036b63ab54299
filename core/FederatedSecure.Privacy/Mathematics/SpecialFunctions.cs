namespace FederatedSecure.Privacy;

/// <summary>Functions that the class library lacks, or has without accuracy near their zeros. Relative errors are a few 1e-16.</summary>
internal static class SpecialFunctions
{
    private const double InverseSqrtPi = 0.56418958354775628695;
    private const double HalfLogTwoPi = 0.91893853320467274178;

    // W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969).
    private static readonly double[] A = [3.16112374387056560e00, 1.13864154151050156e02, 3.77485237685302021e02, 3.20937758913846947e03, 1.85777706184603153e-1];
    private static readonly double[] B = [2.36012909523441209e01, 2.44024637934444173e02, 1.28261652607737228e03, 2.84423683343917062e03];
    private static readonly double[] C =
    [
        5.64188496988670089e-1, 8.88314979438837594e00, 6.61191906371416295e01, 2.98635138197400131e02, 8.81952221241769090e02,
        1.71204761263407058e03, 2.05107837782607147e03, 1.23033935479799725e03, 2.15311535474403846e-8,
    ];

    private static readonly double[] D =
    [
        1.57449261107098347e01, 1.17693950891312499e02, 5.37181101862009858e02, 1.62138957456669019e03, 3.29079923573345963e03,
        4.36261909014324716e03, 3.43936767414372164e03, 1.23033935480374942e03,
    ];

    private static readonly double[] P =
        [3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4, 1.63153871373020978e-2];

    private static readonly double[] Q = [2.56852019228982242e00, 1.87295284992346725e00, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3];

    /// <summary>ln(1 + x), also for x near 0 (Kahan's correction; the class library's own forms 1 + x and loses x).</summary>
    public static double Log1p(double x)
    {
        var u = 1 + x;
        return u == 1 ? x
            : double.IsPositiveInfinity(u) ? u
            : Math.Log(u) * (x / (u - 1));
    }

    /// <summary>e^x − 1, also for x near 0.</summary>
    public static double Expm1(double x)
    {
        if (Math.Abs(x) < 0.02)
        {
            // The Taylor series; its next term is below 1e-16 of the first.
            var series = (1.0 / 24) + (x * ((1.0 / 120) + (x * ((1.0 / 720) + (x * (1.0 / 5040))))));
            return x * (1 + (x * (0.5 + (x * ((1.0 / 6) + (x * series))))));
        }

        var u = Math.Exp(x);
        return Math.Abs(x) > 1 ? u - 1 : (u - 1) * (x / Math.Log(u));
    }

    /// <summary>ln(e^a + e^b).</summary>
    public static double LogAdd(double a, double b)
    {
        var (small, large) = a < b ? (a, b) : (b, a);
        return double.IsNegativeInfinity(small) || double.IsPositiveInfinity(large) ? large : large + Log1p(Math.Exp(small - large));
    }

    /// <summary>The error function's complement, 1 − erf(x).</summary>
    public static double Erfc(double x)
    {
        var y = Math.Abs(x);
        if (y <= 0.46875)
        {
            return 1 - (x * ErfRatio(y * y));
        }

        // Beyond 28 it underflows, and ∞ must not become NaN.
        var tail = y > 28 ? 0 : ScaledErfc(y) * ExpOfMinusSquare(y);
        return x > 0 ? tail : 2 - tail;
    }

    /// <summary>e^(x²)·erfc(x) for x ≥ 0, which does not underflow.</summary>
    public static double ScaledErfc(double x)
    {
        if (x <= 0.46875)
        {
            return Math.Exp(x * x) * (1 - (x * ErfRatio(x * x)));
        }

        if (x <= 4)
        {
            var (numerator, denominator) = (C[8] * x, x);
            for (var i = 0; i < 7; i++)
            {
                numerator = (numerator + C[i]) * x;
                denominator = (denominator + D[i]) * x;
            }

            return (numerator + C[7]) / (denominator + D[7]);
        }
        else
        {
            var z = 1 / (x * x);
            var (numerator, denominator) = (P[5] * z, z);
            for (var i = 0; i < 4; i++)
            {
                numerator = (numerator + P[i]) * z;
                denominator = (denominator + Q[i]) * z;
            }

            return (InverseSqrtPi - (z * (numerator + P[4]) / (denominator + Q[4]))) / x;
        }
    }

    /// <summary>The probability that a standard normal value exceeds x.</summary>
    public static double NormalTail(double x) => 0.5 * Erfc(x * Math.Sqrt(0.5));

    /// <summary>Its logarithm, also where the probability underflows.</summary>
    public static double LogNormalTail(double x) => x switch
    {
        < -1 => Log1p(-NormalTail(-x)),
        double.PositiveInfinity => double.NegativeInfinity,
        < 1 => Math.Log(NormalTail(x)),
        _ => Math.Log(0.5 * ScaledErfc(x * Math.Sqrt(0.5))) - (x * x / 2),
    };

    /// <summary>The standard normal density at x.</summary>
    public static double NormalDensity(double x) => Math.Exp((-x * x / 2) - HalfLogTwoPi);

    /// <summary>ln k! for whole k ≥ 0.</summary>
    public static double LogFactorial(double k)
    {
        if (k < 16)
        {
            var product = 1.0;
            for (var i = 2; i <= k; i++)
            {
                product *= i;
            }

            return Math.Log(product);
        }

        // Stirling's series; its next term is below 1e-15 from here on.
        var (n, z) = (k + 1, 1 / ((k + 1) * (k + 1)));
        var series = (1.0 / 12) - (z * ((1.0 / 360) - (z * ((1.0 / 1260) - (z * ((1.0 / 1680) - (z * (1.0 / 1188))))))));
        return ((n - 0.5) * Math.Log(n)) - n + HalfLogTwoPi + (series / n);
    }

    private static double ErfRatio(double square)
    {
        var (numerator, denominator) = (A[4] * square, square);
        for (var i = 0; i < 3; i++)
        {
            numerator = (numerator + A[i]) * square;
            denominator = (denominator + B[i]) * square;
        }

        return (numerator + A[3]) / (denominator + B[3]);
    }

    private static double ExpOfMinusSquare(double x)
    {
        // x² is cut in two, so that its rounding does not become a relative error of x² times 1e-16.
        var rounded = Math.Truncate(x * 16) / 16;
        return Math.Exp(-rounded * rounded) * Math.Exp(-(x - rounded) * (x + rounded));
    }
}
