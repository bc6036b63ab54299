namespace FederatedSecure.Privacy;

/// <summary>
/// ε and δ from privacy loss distributions: each step's loss on a grid, pessimistic and optimistic, convolved by fast Fourier
/// transforms. Cases with a closed form are answered by it.
/// </summary>
internal static class LossAccountant
{
    /// <summary>How far upper and lower bound may be apart, relative.</summary>
    private const double Gap = 5e-4;

    /// <summary>How much coarser the grid of the direction is that rarely decides, before it turns out to.</summary>
    private const double Coarse = 10;

    /// <summary>ε below this is not told apart from 0 any finer.</summary>
    private const double SmallestEpsilon = 1e-9;

    /// <summary>δ below this is not told apart from it.</summary>
    private const double SmallestDelta = 1e-300;

    /// <summary>The largest δ that a plan is made for.</summary>
    private const double MostDelta = 0.999;

    public static EpsilonBounds Epsilon(IReadOnlyList<SampledGaussian> history, double delta)
    {
        var steps = Merge(history);
        if (steps is [{ Steps: 1 } only])
        {
            var epsilon = SingleStep.Epsilon(only, delta);
            return new EpsilonBounds(epsilon, epsilon);
        }

        if (OutsideTheGrid.TotalVariation(steps) <= delta)
        {
            return new EpsilonBounds(0, 0);
        }

        if (!OutsideTheGrid.Fits(steps))
        {
            return OutsideTheGrid.Epsilon(steps, delta);
        }

        var goal = LossGoal.AtDelta(delta);
        var remove = Bounds(new CompositionPlan(steps, LossDirection.Remove, goal, Gap), 0);
        var add = Bounds(new CompositionPlan(steps, LossDirection.Add, goal, Coarse * Gap), remove.Lower);
        var (upper, lower) = (Math.Max(remove.Upper, add.Upper), Math.Max(remove.Lower, add.Lower));

        // Where the grid would have to be finer than memory allows, the Rényi bound may be the better one.
        var renyi = !(upper - lower <= 0.01 * upper) ? RenyiAccountant.Epsilon(history, delta, RenyiOrders.Standard).Upper : double.PositiveInfinity;
        return new EpsilonBounds(Math.Min(upper, renyi), Math.Min(lower, upper));

        // Below the enough, nobody needs to know more: the other direction decides.
        EpsilonBounds Bounds(CompositionPlan plan, double enough)
        {
            while (true)
            {
                var composed = ComposedLoss.Compute(plan);
                var bounds = new EpsilonBounds(composed.UpperEpsilon(delta), composed.LowerEpsilon(delta));
                var gap = bounds.Upper - bounds.Lower;
                if (plan.IsFinest || bounds.Upper <= enough || gap <= Math.Max(2 * Gap * bounds.Upper, SmallestEpsilon))
                {
                    return bounds;
                }

                plan.Refine(Math.Clamp(Math.Sqrt(Gap * bounds.Upper / gap), 0.1, 0.5));
            }
        }
    }

    public static double Delta(IReadOnlyList<SampledGaussian> history, double epsilon)
    {
        var steps = Merge(history);
        if (steps is [{ Steps: 1 } only])
        {
            return SingleStep.Delta(only, epsilon);
        }

        if (!OutsideTheGrid.Fits(steps))
        {
            return OutsideTheGrid.Delta(steps, epsilon);
        }

        // Where even the Rényi bound underflows, nothing else is worth the time.
        var renyi = RenyiAccountant.Delta(steps, epsilon, RenyiOrders.Standard);
        if (renyi <= SmallestDelta)
        {
            return renyi;
        }

        // Adding a record has a largest loss, beyond which its δ is 0 and no grid suits it. So it is asked for its ε at the δ of
        // removing first, and only for its δ where that does not settle it.
        var remove = Math.Max(Bound(LossDirection.Remove), SmallestDelta);
        var plan = new CompositionPlan(steps, LossDirection.Add, LossGoal.AtDelta(Math.Min(remove, MostDelta)), Coarse * Gap);
        var worst = ComposedLoss.Compute(plan).UpperEpsilon(remove) <= epsilon ? remove : Math.Max(remove, Bound(LossDirection.Add));
        return Math.Min(worst, renyi);

        double Bound(LossDirection direction)
        {
            var plan = new CompositionPlan(steps, direction, LossGoal.AtEpsilon(epsilon), Gap);
            while (true)
            {
                var composed = ComposedLoss.Compute(plan);
                var (upper, lower) = (composed.UpperDelta(epsilon), composed.LowerDelta(epsilon));
                if (plan.IsFinest || upper - lower <= 2 * Gap * upper || upper < SmallestDelta)
                {
                    return upper;
                }

                plan.Refine(Math.Clamp(Math.Sqrt(Gap * upper / (upper - lower)), 0.1, 0.5));
            }
        }
    }

    /// <summary>Equal steps together; all steps with the full sample are one Gaussian mechanism, whose 1/σ² add up.</summary>
    private static List<SampledGaussian> Merge(IReadOnlyList<SampledGaussian> history)
    {
        var sampled = PrivacyHistory.Empty.Add(history.Where(some => some.SamplingRate < 1)).Events.ToList();
        var precision = history.Where(some => some is { SamplingRate: 1, Steps: > 0 }).Sum(some => some.Steps / (some.NoiseMultiplier * some.NoiseMultiplier));
        if (history.Any(some => some is { SamplingRate: 1, Steps: > 0 }))
        {
            // What underflows counts as the least number there is.
            sampled.Add(new SampledGaussian(1, 1 / Math.Sqrt(Math.Max(precision, double.Epsilon)), 1));
        }

        return sampled;
    }
}
