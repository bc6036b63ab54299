using FederatedSecure.Lab.RedTeam.Evasion.Geometry;

namespace FederatedSecure.Lab.RedTeam.Evasion.Linear;

/// <summary>One-step and projected gradient ascent on the cross-entropy of a linear model.</summary>
internal static class LinearAscent
{
    /// <summary>x + ε·d with d = sign(g), g/‖g‖₂ or g/‖g‖₁; then into the bounds.</summary>
    public static double[] Fgsm(LinearClassifier model, double[] x, int y, double epsilon, Norm norm, double lower, double upper)
    {
        var gradient = model.Gradient(x, y);
        var length = BallProjection.Length(gradient, norm);
        return
        [
            .. x.Select((value, j) => Math.Clamp(
                value + (epsilon * (norm == Norm.Linf ? Math.Sign(gradient[j]) : length > 0 ? gradient[j] / length : 0)), lower, upper)),
        ];
    }

    /// <summary>
    /// Projected ascent from the input and, since the loss is convex and has its maxima at the rim, from the points of the ball that
    /// favour each other class most; the best point of all. Steps are ε·min(1, 2.5/steps) long, so that half of them lead through the ball.
    /// </summary>
    public static double[] Pgd(LinearClassifier model, double[] x, int y, double epsilon, Norm norm, double lower, double upper, int steps)
    {
        var starts = Enumerable.Range(0, model.Classes).Where(t => t != y && steps > 0)
            .Select(t => Project(Ahead(x, model.Normal(y, t), epsilon, norm, lower, upper)));
        return starts.Prepend(Project(x)).Select(Ascend).MaxBy(point => model.CrossEntropy(point, y))!;

        double[] Project(double[] point) => BallProjection.OntoBallAndBox(point, x, norm, epsilon, lower, upper);

        double[] Ascend(double[] start)
        {
            var (point, best) = (start, start);
            for (var step = 0; step < steps; step++)
            {
                point = Project(Ahead(point, model.Gradient(point, y), epsilon * Math.Min(1, 2.5 / steps), norm, lower, upper));
                best = model.CrossEntropy(point, y) > model.CrossEntropy(best, y) ? point : best;
            }

            return best;
        }
    }

    /// <summary>A step in the steepest direction of the norm; L1: the feature with the largest gradient that still has room.</summary>
    private static double[] Ahead(double[] point, double[] gradient, double length, Norm norm, double lower, double upper)
    {
        if (norm == Norm.L1)
        {
            var room = gradient.Select((g, j) => g > 0 ? upper - point[j] : point[j] - lower).ToArray();
            var useful = gradient.Select((g, j) => room[j] > 0 ? Math.Abs(g) : 0).ToArray();
            var steepest = Array.IndexOf(useful, useful.Max());
            return [.. point.Select((value, j) => j == steepest ? value + (length * Math.Sign(gradient[j])) : value)];
        }

        var scale = BallProjection.Length(gradient, Norm.L2);
        return [.. point.Select((value, j) => value + (length * (norm == Norm.Linf ? Math.Sign(gradient[j]) : scale > 0 ? gradient[j] / scale : 0)))];
    }
}
