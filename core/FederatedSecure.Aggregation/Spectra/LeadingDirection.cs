using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Rules;

namespace FederatedSecure.Aggregation.Spectra;

/// <summary>
/// The direction v in which some weighted inputs differ most: the leading eigenvector of Σ = Σ p_i (x_i − μ)(x_i − μ)ᵀ, its
/// eigenvalue λ, and (x_i − μ)·v of every input.
/// </summary>
/// <remarks>
/// v lies in the span of the deviations, so that all of it follows from their inner products, K_ij = (x_i − μ)·(x_j − μ), and those
/// from distances: nothing as long as a vector is touched. Exactly (see <see cref="LeadingEigenpair"/>), or by a number of steps of
/// the power method v ← Σv/‖Σv‖ from a given start, with λ = ‖Σv‖ before the last division, as ByzFL does with one step from a
/// random start.
/// </remarks>
internal sealed class LeadingDirection
{
    private const int MostSteps = 10_000;
    private const double Converged = 1e-14;

    private readonly Geometry _geometry;
    private readonly Gram? _products;
    private readonly int _start;
    private readonly int? _steps;

    /// <param name="points">The inputs, and possibly a start.</param>
    /// <param name="steps">Steps of the power method; null for as many as it takes.</param>
    public LeadingDirection(PointSet points, int? steps)
    {
        _geometry = points.Geometry;
        _steps = steps;
        if (points.Has(ExtraPoint.Start))
        {
            (_start, _products) = (points.Extra(ExtraPoint.Start), points.Products(GramReference.Origin));
            if (_products.Norm(_start) == 0)
            {
                throw new ArgumentException("start must not be all zeros: it is a direction.");
            }
        }
    }

    /// <summary>The parameter of rules that use this.</summary>
    public static string Parameters => "start [none: exact], powerIterations [to convergence]";

    /// <summary>Reads the parameter; start is a further vector.</summary>
    public static int? Steps(RuleParameters parameters) => parameters.Has("powerIterations") ? parameters.Whole("powerIterations", 1, MostSteps) : null;

    /// <summary>λ; 0 where all inputs that have a weight are equal.</summary>
    /// <param name="members">Which inputs.</param>
    /// <param name="weights">Their weights, 0 or more, of any sum above 0.</param>
    /// <param name="along">Receives (x_i − μ)·v of each; the sign of all is arbitrary. If empty, not computed.</param>
    public double Of(ReadOnlySpan<int> members, ReadOnlySpan<double> weights, Span<double> along)
    {
        var p = Shares(weights);
        var k = Centred(members, p);
        return _products is null && _steps is null ? Exact(k, p, along) : Power(members, k, p, along);
    }

    private static double[] Shares(ReadOnlySpan<double> weights)
    {
        var shares = weights.ToArray();
        var total = 0.0;
        foreach (var weight in shares)
        {
            total += weight;
        }

        return Array.ConvertAll(shares, weight => weight / total);
    }

    private static double Exact(double[] k, double[] p, Span<double> along)
    {
        var n = p.Length;
        var matrix = new double[k.Length];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                matrix[(i * n) + j] = k[(i * n) + j] * Math.Sqrt(p[i] * p[j]);
            }
        }

        // √P·K·√P·y = λy, and v = Σ √p_i y_i (x_i − μ) / √λ.
        var y = along.IsEmpty ? [] : new double[n];
        var lambda = Math.Max(0, LeadingEigenpair.Of(matrix, y));
        if (!along.IsEmpty)
        {
            for (var i = 0; i < n; i++)
            {
                y[i] *= Math.Sqrt(p[i]);
            }

            Times(k, y, along, lambda == 0 ? 0 : 1 / Math.Sqrt(lambda));
        }

        return lambda;
    }

    private double Power(ReadOnlySpan<int> members, double[] k, double[] p, Span<double> along)
    {
        var n = p.Length;
        var (a, u, next) = (First(members, k, p), new double[n], new double[n]);
        var (lambda, limit) = (0.0, _steps ?? MostSteps);
        for (var step = 0; step < limit; step++)
        {
            for (var i = 0; i < n; i++)
            {
                u[i] = p[i] * a[i];
            }

            // Σv = Σ u_i (x_i − μ), whose inner products with the deviations are K·u and whose square is u·K·u.
            Times(k, u, next, 1);
            var square = 0.0;
            for (var i = 0; i < n; i++)
            {
                square += u[i] * next[i];
            }

            var length = Math.Sqrt(Math.Max(0, square));
            for (var i = 0; i < n; i++)
            {
                a[i] = length == 0 ? 0 : next[i] / length;
            }

            var isConverged = length - lambda <= Converged * length;
            lambda = length;
            if (length == 0 || (_steps is null && step > 0 && isConverged))
            {
                break;
            }
        }

        if (!along.IsEmpty)
        {
            a.CopyTo(along);
        }

        return lambda;
    }

    /// <summary>(x_i − μ)·v for the first v: the start, or else the longest deviation of an input that has a weight.</summary>
    private double[] First(ReadOnlySpan<int> members, double[] k, double[] p)
    {
        var n = p.Length;
        var first = new double[n];
        if (_products is not null)
        {
            var (norm, mean) = (_products.Norm(_start), 0.0);
            for (var i = 0; i < n; i++)
            {
                first[i] = _products[members[i], _start] / norm;
                mean += p[i] * first[i];
            }

            return Array.ConvertAll(first, value => value - mean);
        }

        var longest = 0;
        for (var i = 1; i < n; i++)
        {
            longest = p[i] > 0 && (p[longest] == 0 || k[(i * n) + i] > k[(longest * n) + longest]) ? i : longest;
        }

        var length = Math.Sqrt(Math.Max(0, k[(longest * n) + longest]));
        for (var i = 0; i < n; i++)
        {
            first[i] = length == 0 ? 0 : k[(i * n) + longest] / length;
        }

        return first;
    }

    /// <summary>K_ij = −½·(D²_ij − r_i − r_j + t) with r_i = Σ_k p_k D²_ik and t = Σ p_i r_i.</summary>
    private double[] Centred(ReadOnlySpan<int> members, double[] p)
    {
        var n = members.Length;
        var (k, means, total) = (new double[n * n], new double[n], 0.0);
        for (var i = 0; i < n; i++)
        {
            var row = _geometry.SquaredFrom(members[i]);
            for (var j = 0; j < n; j++)
            {
                // An input without weight may lie so far out that 0·D² would cost the others their digits, were it added.
                means[i] += p[j] == 0 ? 0 : p[j] * row[members[j]];
            }

            total += p[i] == 0 ? 0 : p[i] * means[i];
        }

        for (var i = 0; i < n; i++)
        {
            var row = _geometry.SquaredFrom(members[i]);
            for (var j = 0; j < n; j++)
            {
                k[(i * n) + j] = (means[i] + means[j] - total - row[members[j]]) / 2;
            }
        }

        return k;
    }

    private static void Times(double[] k, double[] u, Span<double> result, double factor)
    {
        var n = u.Length;
        for (var i = 0; i < n; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < n; j++)
            {
                sum += u[j] == 0 ? 0 : k[(i * n) + j] * u[j];
            }

            result[i] = sum * factor;
        }
    }
}
