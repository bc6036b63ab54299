using System.Numerics.Tensors;

namespace FederatedSecure.Lab.RedTeam.Optimization;

/// <summary>
/// L-BFGS (Liu and Nocedal, 1989): the two-loop recursion of Nocedal and Wright, "Numerical Optimization", 2006, algorithm 7.4, with steps
/// that are halved until they decrease the value enough (Armijo's condition with c₁ = 10⁻⁴).
/// </summary>
/// <remarks>
/// Guaranteed: no step increases the value. Not guaranteed: a minimum; it ends where the gradient is zero or no step along the direction
/// helps any more. Pairs without positive curvature are left out, so that the direction is always one of descent.
/// </remarks>
internal static class Lbfgs
{
    private const double Enough = 1e-4;
    private const int Halvings = 30;

    /// <summary>Goes downhill.</summary>
    /// <param name="function">What is minimized.</param>
    /// <param name="point">Where to start; receives the best point.</param>
    /// <param name="iterations">At most so many steps.</param>
    /// <param name="history">Pairs that the curvature is estimated from.</param>
    /// <param name="tolerance">It ends where no component of the gradient is larger.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    /// <returns>The value there.</returns>
    public static double Minimize(
        IDifferentiable function, Span<double> point, int iterations, int history = 20, double tolerance = 1e-9, CancellationToken cancellation = default)
    {
        var (current, gradient) = (point.ToArray(), new double[point.Length]);
        var (next, nextGradient, direction) = (new double[point.Length], new double[point.Length], new double[point.Length]);
        var pairs = new List<Pair>();
        var value = function.Evaluate(current, gradient);
        for (var i = 0; i < iterations && double.IsFinite(value) && TensorPrimitives.MaxMagnitude<double>(gradient) is var largest && Math.Abs(largest) > tolerance; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            FindDirection(gradient, pairs, direction);
            var slope = TensorPrimitives.Dot<double>(gradient, direction);
            // Without curvature to go by, the first step is of length 1 at most.
            var step = pairs.Count == 0 ? Math.Min(1, 1 / TensorPrimitives.Norm<double>(gradient)) : 1;
            var nextValue = double.NaN;
            var isBetter = false;
            for (var halving = 0; halving < Halvings && !isBetter; halving++, step /= 2)
            {
                TensorPrimitives.MultiplyAdd<double>(direction, step, current, next);
                nextValue = function.Evaluate(next, nextGradient);
                isBetter = nextValue <= value + (Enough * step * slope);
            }

            if (!isBetter)
            {
                if (pairs.Count == 0)
                {
                    break;
                }

                // The curvature misleads: once more along the gradient itself.
                pairs.Clear();
                continue;
            }

            Remember(pairs, history, current, next, gradient, nextGradient);
            (current, next, gradient, nextGradient, value) = (next, current, nextGradient, gradient, nextValue);
        }

        current.CopyTo(point);
        return value;
    }

    private static void FindDirection(double[] gradient, List<Pair> pairs, double[] direction)
    {
        TensorPrimitives.Negate<double>(gradient, direction);
        var alpha = new double[pairs.Count];
        for (var i = pairs.Count - 1; i >= 0; i--)
        {
            alpha[i] = TensorPrimitives.Dot<double>(pairs[i].Step, direction) / pairs[i].Curvature;
            TensorPrimitives.MultiplyAdd<double>(pairs[i].Change, -alpha[i], direction, direction);
        }

        if (pairs.Count > 0)
        {
            TensorPrimitives.Multiply<double>(direction, pairs[^1].Curvature / TensorPrimitives.SumOfSquares<double>(pairs[^1].Change), direction);
        }

        for (var i = 0; i < pairs.Count; i++)
        {
            var beta = TensorPrimitives.Dot<double>(pairs[i].Change, direction) / pairs[i].Curvature;
            TensorPrimitives.MultiplyAdd<double>(pairs[i].Step, alpha[i] - beta, direction, direction);
        }
    }

    private static void Remember(List<Pair> pairs, int history, double[] from, double[] to, double[] before, double[] after)
    {
        var (step, change) = (new double[from.Length], new double[from.Length]);
        TensorPrimitives.Subtract<double>(to, from, step);
        TensorPrimitives.Subtract<double>(after, before, change);
        var curvature = TensorPrimitives.Dot<double>(step, change);
        if (!(curvature > 1e-12 * TensorPrimitives.Norm<double>(step) * TensorPrimitives.Norm<double>(change)))
        {
            return;
        }

        if (pairs.Count == history)
        {
            pairs.RemoveAt(0);
        }

        pairs.Add(new Pair(step, change, curvature));
    }

    /// <summary>s = x′ − x, y = ∇′ − ∇, and s·y.</summary>
    private readonly record struct Pair(double[] Step, double[] Change, double Curvature);
}
