using FederatedSecure.Cryptography.Lattice;

namespace FederatedSecure.Cryptography.Sharing;

/// <summary>Polynomials of degree &lt; t through points of which some are wrong.</summary>
internal static class ReedSolomon
{
    /// <summary>The polynomial of degree &lt; t through all but at most ⌊(n − t)/2⌋ points; null where there is none.</summary>
    /// <remarks>
    /// Berlekamp and Welch, 1986: find E, monic of degree e, and Q of degree &lt; e + t with Q(x_i) = y_i·E(x_i) for all i, a
    /// linear system. Where at most e points are wrong, every solution has Q/E = P.
    /// </remarks>
    public static ModularPolynomial? Decode(ReadOnlySpan<Point> points, int t, Modulus modulus)
    {
        var e = (points.Length - t) / 2;
        var unknowns = (2 * e) + t;
        var system = new ulong[points.Length][];
        for (var i = 0; i < points.Length; i++)
        {
            // Q_0 … Q_(e+t−1), then E_0 … E_(e−1), then the right-hand side y·x^e.
            var row = new ulong[unknowns + 1];
            var power = 1UL;
            for (var j = 0; j < e + t; j++)
            {
                row[j] = power;
                var product = modulus.Multiply(points[i].Y, power);
                if (j < e)
                {
                    row[e + t + j] = modulus.Negate(product);
                }
                else if (j == e)
                {
                    row[unknowns] = product;
                }

                power = modulus.Multiply(power, points[i].X);
            }

            system[i] = row;
        }

        if (LinearSystem.Solve(system, unknowns, modulus) is not { } solution)
        {
            return null;
        }

        var numerator = new ModularPolynomial(solution[..(e + t)], modulus);
        var locator = new ModularPolynomial([.. solution[(e + t)..], 1], modulus);
        if (numerator.DivideExactly(locator) is not { } polynomial || polynomial.Coefficients.Skip(t).Any(c => c != 0))
        {
            return null;
        }

        var wrong = 0;
        foreach (var point in points)
        {
            wrong += polynomial.Evaluate(point.X) == point.Y ? 0 : 1;
        }

        return wrong <= e ? polynomial : null;
    }

    /// <summary>The polynomial of degree &lt; n through n points with different x (Newton's divided differences).</summary>
    public static ModularPolynomial Interpolate(ReadOnlySpan<Point> points, SmallInverses inverses)
    {
        var modulus = inverses.Modulus;
        var n = points.Length;
        var differences = new ulong[n];
        for (var i = 0; i < n; i++)
        {
            differences[i] = points[i].Y;
        }

        for (var order = 1; order < n; order++)
        {
            for (var i = n - 1; i >= order; i--)
            {
                var inverse = inverses.OfDifference(points[i].X, points[i - order].X);
                differences[i] = modulus.Multiply(modulus.Subtract(differences[i], differences[i - 1]), inverse);
            }
        }

        // Horner: p = d_(n−1); p = p·(X − x_i) + d_i.
        var coefficients = new ulong[n];
        for (var i = n - 1; i >= 0; i--)
        {
            for (var j = n - 1; j > 0; j--)
            {
                coefficients[j] = modulus.Subtract(coefficients[j - 1], modulus.Multiply(coefficients[j], points[i].X));
            }

            coefficients[0] = modulus.Subtract(differences[i], modulus.Multiply(coefficients[0], points[i].X));
        }

        return new ModularPolynomial(coefficients, modulus);
    }
}
