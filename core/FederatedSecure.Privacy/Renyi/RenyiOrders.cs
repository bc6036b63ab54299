namespace FederatedSecure.Privacy;

/// <summary>The orders at which Rényi divergences are computed.</summary>
public static class RenyiOrders
{
    /// <summary>
    /// 1.1, 1.2, … 10.9, 11, 12, … 63, 128, 256, 512, 1024: the grid of Google's dp-accounting, which contains the grid of
    /// Opacus. The same orders make results comparable; more of them would gain less than a percent.
    /// </summary>
    public static IReadOnlyList<double> Standard { get; } =
        [.. Enumerable.Range(1, 99).Select(i => 1 + (i / 10.0)), .. Enumerable.Range(11, 53).Select(i => (double)i), 128, 256, 512, 1024];
}
