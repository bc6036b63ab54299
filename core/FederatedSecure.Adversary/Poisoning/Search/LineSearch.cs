namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// Looks for the place on a line where an objective is largest, with a fixed number of evaluations, as ByzFL's optimal attacks do: from
/// <see cref="Start"/> in steps that double for as long as the objective rises; after the first step that does not, steps from the best
/// place so far, each <see cref="Ratio"/> times as long as the one before.
/// </summary>
/// <remarks>
/// The result is never worse than the start. It is no maximum of an objective with several peaks, and nothing behind the best place
/// is tried again. NaN counts as no improvement.
/// </remarks>
/// <param name="Evaluations">How often the objective is evaluated, at least once.</param>
/// <param name="Start">First place, finite.</param>
/// <param name="Delta">First step, finite and not 0.</param>
/// <param name="Ratio">How much of a step remains for the next one, above 0.5 and below 1.</param>
/// <example>
/// −(x − 30)², 5 evaluations from 0 by 10: 0, 10, 30 (best), 70 (worse), then 30 + 0.8·40 = 62 (worse): 30.
/// </example>
public sealed record LineSearch(int Evaluations = 20, double Start = 0, double Delta = 10, double Ratio = 0.8)
{
    public int Evaluations { get; } = Evaluations > 0
        ? Evaluations
        : throw new ArgumentException("evaluations must be at least 1.", nameof(Evaluations));

    public double Start { get; } = Check.Finite(Start, "start");

    public double Delta { get; } = Delta != 0
        ? Check.Finite(Delta, "delta")
        : throw new ArgumentException("delta, the first step, must not be 0.", nameof(Delta));

    public double Ratio { get; } = Ratio is > 0.5 and < 1
        ? Ratio
        : throw new ArgumentException("ratio must be above 0.5 and below 1.", nameof(Ratio));

    /// <summary>The best place found.</summary>
    public double Maximize(Func<double, double> objective)
    {
        var (best, highest) = (Start, objective(Start));
        var step = Delta;
        var expands = true;
        for (var evaluation = 1; evaluation < Evaluations; evaluation++)
        {
            var place = best + step;
            var value = objective(place);
            var rises = value > highest;
            if (rises)
            {
                (best, highest) = (place, value);
            }

            expands &= rises;
            step *= expands ? 2 : Ratio;
        }

        return best;
    }
}
