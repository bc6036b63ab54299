using FederatedSecure.Lab.RedTeam.Evasion.Geometry;

namespace FederatedSecure.Lab.RedTeam.Evasion.Linear;

/// <summary>The nearest input that a linear model takes for another class, exactly.</summary>
/// <param name="Change">δ: from the input to it.</param>
/// <param name="Distance">Its length in the norm; infinite where the bounds hide every other class.</param>
/// <param name="Target">The class on the other side: of several at the same distance the first; −1 where there is none.</param>
internal sealed record NearestBoundary(double[] Change, double Distance, int Target)
{
    /// <summary>
    /// min ‖δ‖ such that z_t − z_y ≥ confidence for some t ≠ y. Without bounds (z_y − z_t + confidence)/‖w_t − w_y‖ in the dual norm, the
    /// least over t; with bounds the same quadratic (or linear) problem within the box.
    /// </summary>
    public static NearestBoundary Of(
        LinearClassifier model, double[] x, int y, Norm norm, double confidence = 0, double lower = double.NegativeInfinity, double upper = double.PositiveInfinity)
    {
        var logits = model.Logits(x);
        var best = new NearestBoundary(new double[x.Length], double.PositiveInfinity, -1);
        var margin = double.NegativeInfinity;
        for (var t = 0; t < model.Classes; t++)
        {
            if (t == y || HyperplaneProjection.Shortest(x, model.Normal(y, t), logits[y] - logits[t] + confidence, norm, lower, upper) is not { } change)
            {
                continue;
            }

            var distance = BallProjection.Length(change, norm);
            // Several classes that are reached without a step: the one that the model prefers.
            if (distance < best.Distance || (distance == 0 && logits[t] > margin))
            {
                best = new NearestBoundary(change, distance, t);
                margin = logits[t];
            }
        }

        return best;
    }
}
