namespace FederatedSecure.Privacy;

/// <summary>Privacy loss distributions, composed.</summary>
internal static class LossAccountant
{
    public static EpsilonBounds Epsilon(IReadOnlyList<SampledGaussian> history, double delta) =>
        RenyiAccountant.Epsilon(history, delta, RenyiOrders.Standard);

    public static double Delta(IReadOnlyList<SampledGaussian> history, double epsilon) =>
        RenyiAccountant.Delta(history, epsilon, RenyiOrders.Standard);
}
