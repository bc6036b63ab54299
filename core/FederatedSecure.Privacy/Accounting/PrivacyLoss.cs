namespace FederatedSecure.Privacy;

/// <summary>
/// What steps of DP-SGD cost together, however different they are (other jobs, rates and noise): the bounds hold for data sets
/// that differ by the presence of one record, and for an adversary who sees the result of every step.
/// </summary>
/// <example>
/// MNIST as in the tutorials: 60,000 records, expected batches of 256, σ = 1.1, 60 epochs, δ = 1e-5:
/// <code>PrivacyLoss.Epsilon([new SampledGaussian(256.0 / 60_000, 1.1, 14_063)], 1e-5)</code>
/// </example>
public static class PrivacyLoss
{
    /// <summary>The smallest ε that the accountant can promise at a δ.</summary>
    /// <param name="history">What is done, in any order. Nothing, or only 0 steps, gives 0; any step without noise gives ∞.</param>
    /// <param name="delta">δ, between 0 and 1.</param>
    /// <param name="accountant">How to add up.</param>
    /// <param name="orders">Rényi orders above 1 for <see cref="Accountant.Rdp"/>; the standard ones where not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">δ or an order is outside its range.</exception>
    public static EpsilonBounds Epsilon(
        IReadOnlyList<SampledGaussian> history, double delta, Accountant accountant = Accountant.Pld, IReadOnlyList<double>? orders = null)
    {
        Require.Delta(delta, nameof(delta));
        if (Edge(history) is { } edge)
        {
            return edge;
        }

        return accountant == Accountant.Rdp
            ? RenyiAccountant.Epsilon(history, delta, orders ?? RenyiOrders.Standard)
            : LossAccountant.Epsilon(history, delta);
    }

    /// <summary>The smallest δ that the accountant can promise at an ε.</summary>
    /// <param name="history">What is done, in any order. Nothing, or only 0 steps, gives 0; any step without noise gives 1.</param>
    /// <param name="epsilon">ε, 0 or more.</param>
    /// <param name="accountant">How to add up.</param>
    /// <exception cref="ArgumentOutOfRangeException">ε is negative or not finite.</exception>
    public static double Delta(IReadOnlyList<SampledGaussian> history, double epsilon, Accountant accountant = Accountant.Pld)
    {
        Require.NotNegative(epsilon, nameof(epsilon));
        if (Edge(history) is { } edge)
        {
            return edge.Upper == 0 ? 0 : 1;
        }

        return accountant == Accountant.Rdp
            ? RenyiAccountant.Delta(history, epsilon, RenyiOrders.Standard)
            : LossAccountant.Delta(history, epsilon);
    }

    private static EpsilonBounds? Edge(IReadOnlyList<SampledGaussian> history) =>
        history.All(some => some.Steps == 0) ? new EpsilonBounds(0, 0)
        : history.Any(some => some is { Steps: > 0, NoiseMultiplier: 0 }) ? new EpsilonBounds(double.PositiveInfinity, double.PositiveInfinity)
        : null;
}
