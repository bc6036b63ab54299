using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// argmin_z Σ α_i ‖z − x_i‖ with nothing but the inner products of the inputs about a reference c: every iterate is
/// z = c + Σ w_i (x_i − c), and its distances follow from w.
/// </summary>
/// <remarks>
/// Weiszfeld's step goes along r = Σ α_i u_i, the sum of unit vectors towards the inputs: p = r / a with a = Σ α_i/d_i. Newton's
/// solves (aI − VVᵀ) p = r with columns v_i = u_i √(α_i/d_i), which by Woodbury's identity is a system of n equations in the
/// inputs' span: p = (r + V s)/a with (aI − VᵀV) s = Vᵀr. After some plain steps the better of both is taken, so that the objective falls every time.
/// An input that is itself the minimum is found beforehand: there, both steps would creep. Objectives are compared by their
/// difference, term by term: one input very far away would drown it otherwise.
/// </remarks>
/// <param name="gram">Inner products of the inputs.</param>
internal sealed class GeometricMedianSolver(Gram gram)
{
    private const int MostIterations = 500;
    private const double Converged = 1e-10;

    // Of many long inputs a few plain steps converge; n³ operations are for those that do not.
    private const int FirstNewton = 20;
    private const int NewtonEvery = 3;

    /// <summary>Squared sines of floats' angles are not more exact than this.</summary>
    private const double OnLine = 1e-7;

    /// <summary>Finds the minimum.</summary>
    /// <param name="alpha">Weights, not negative, some positive.</param>
    /// <returns>The inputs' weights in it, which add up to 1; null if it is the reference itself.</returns>
    public double[]? Solve(double[] alpha)
    {
        var z = new GramPoint(gram, new double[gram.Inputs]);
        if ((alpha.AsSpan().IndexOfAnyExcept(alpha[0]) < 0 && IsOnLine()) || IsMinimum(z, alpha))
        {
            return null;
        }

        if (InputAtMinimum(z, alpha) is { } input)
        {
            return input.Weights;
        }

        for (var iteration = 0; iteration < MostIterations; iteration++)
        {
            var (weiszfeld, a) = Weiszfeld(z, alpha);
            var next = z.Moved(weiszfeld);
            if (iteration >= FirstNewton && iteration % NewtonEvery == 0
                && Newton(z, alpha, weiszfeld, a) is { } newton && z.Moved(newton) is var other && next.Gain(other, alpha) < 0)
            {
                next = other;
            }

            // The harmonic mean of the distances is the scale of those that count.
            var isConverged = z.Distance(next) <= Converged * alpha.Sum() / a;
            if (!(z.Gain(next, alpha) < 0))
            {
                break;
            }

            z = next;
            if (isConverged)
            {
                break;
            }
        }

        // One step of Weiszfeld more leaves nothing of the reference: its weights are the inputs' alone.
        return Weiszfeld(z, alpha).Shares;
    }

    /// <summary>Distances of all inputs from c + Σ w_i (x_i − c).</summary>
    public double[] Distances(double[] w) => new GramPoint(gram, w).Distances;

    /// <summary>Whether Σ α_i u_i over the inputs away from z is no longer than the weight of those at z.</summary>
    private static bool IsMinimum(GramPoint z, double[] alpha)
    {
        var (squared, held) = (0.0, 0.0);
        for (var i = 0; i < alpha.Length; i++)
        {
            held += z.Distances[i] == 0 ? alpha[i] : 0;
            for (var j = 0; j < alpha.Length; j++)
            {
                squared += z.Distances[i] > 0 && z.Distances[j] > 0 ? alpha[i] * alpha[j] * z.Cosine(i, j) : 0;
            }
        }

        return Math.Sqrt(Math.Max(0, squared)) <= held + (1e-12 * alpha.Sum());
    }

    /// <summary>Whether all inputs lie on a line through the reference, which then is their median.</summary>
    private bool IsOnLine()
    {
        var far = 0;
        for (var i = 1; i < gram.Inputs; i++)
        {
            far = gram[i, i] > gram[far, far] ? i : far;
        }

        if (gram[far, far] == 0)
        {
            return true;
        }

        for (var i = 0; i < gram.Inputs; i++)
        {
            // What is left of x_i − c across the line to the farthest input.
            if (gram[i, i] - (gram[i, far] * (gram[i, far] / gram[far, far])) > OnLine * gram[i, i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The input that is the minimum; null if none is. Only the one with the lowest objective can be.</summary>
    private GramPoint? InputAtMinimum(GramPoint reference, double[] alpha)
    {
        GramPoint? best = null;
        for (var k = 0; k < alpha.Length; k++)
        {
            var w = new double[alpha.Length];
            w[k] = 1;
            var input = new GramPoint(gram, w);
            best = best is null || best.Gain(input, alpha) < 0 ? input : best;
        }

        return best is not null && reference.Gain(best, alpha) <= 0 && IsMinimum(best, alpha) ? best : null;
    }

    /// <summary>Shares q, which add up to 1, of the step Σ q_i (x_i − z), and a.</summary>
    private static (double[] Shares, double A) Weiszfeld(GramPoint z, double[] alpha)
    {
        var floor = Math.Max(double.Epsilon, 1e-14 * z.Distances.Min(d => d > 0 ? d : double.PositiveInfinity));
        var shares = new double[alpha.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = alpha[i] / Math.Max(floor, z.Distances[i]);
        }

        var a = shares.Sum();
        return (Array.ConvertAll(shares, share => share / a), a);
    }

    /// <summary>The shares of Newton's step; null where its equations cannot be solved.</summary>
    private static double[]? Newton(GramPoint z, double[] alpha, double[] weiszfeld, double a)
    {
        if (z.Distances.Contains(0))
        {
            return null;
        }

        var n = alpha.Length;
        var root = new double[n];
        for (var i = 0; i < n; i++)
        {
            root[i] = Math.Sqrt(alpha[i] / z.Distances[i]);
        }

        var matrix = new double[n * n];
        var right = new double[n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var u = z.Cosine(i, j);
                matrix[(i * n) + j] = (i == j ? a : 0) - (u * root[i] * root[j]);
                right[i] += root[i] * alpha[j] * u;
            }
        }

        if (!Cholesky.TrySolve(matrix, right))
        {
            return null;
        }

        var shares = new double[n];
        for (var i = 0; i < n; i++)
        {
            shares[i] = weiszfeld[i] + (right[i] * root[i] / (z.Distances[i] * a));
        }

        return shares;
    }
}
