namespace FederatedSecure.Privacy;

/// <summary>From Rényi divergences of many steps to ε and δ.</summary>
internal static class RenyiAccountant
{
    public static EpsilonBounds Epsilon(IReadOnlyList<SampledGaussian> history, double delta, IReadOnlyList<double> orders)
    {
        var (best, bestOrder) = (double.PositiveInfinity, double.NaN);
        foreach (var order in orders)
        {
            var epsilon = RenyiConversion.Epsilon(order, Divergence(history, order), delta);
            if (epsilon < best || double.IsNaN(bestOrder))
            {
                (best, bestOrder) = (epsilon, order);
            }
        }

        return double.IsNaN(bestOrder)
            ? throw new ArgumentException("There must be at least one Rényi order.", nameof(orders))
            : new EpsilonBounds(best, 0, bestOrder);
    }

    public static double Delta(IReadOnlyList<SampledGaussian> history, double epsilon, IReadOnlyList<double> orders) =>
        orders.Min(order => RenyiConversion.Delta(order, Divergence(history, order), epsilon));

    private static double Divergence(IReadOnlyList<SampledGaussian> history, double order) =>
        history.Sum(some => some.Steps == 0 ? 0 : some.Steps * RenyiDivergence.SampledGaussian(some.SamplingRate, some.NoiseMultiplier, order));
}
