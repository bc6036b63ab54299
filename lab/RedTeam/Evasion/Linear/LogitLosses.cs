namespace FederatedSecure.Lab.RedTeam.Evasion.Linear;

/// <summary>The losses of <see cref="Losses"/> for one record in double.</summary>
internal static class LogitLosses
{
    /// <summary>As in AutoAttack's code: no division by zero where all logits are equal.</summary>
    private const double Tiny = 1e-12;

    /// <summary>−log softmax(z)_y.</summary>
    public static double CrossEntropy(double[] z, int y)
    {
        var highest = z.Max();
        return Math.Log(z.Sum(value => Math.Exp(value - highest))) + highest - z[y];
    }

    /// <summary>z_y − max_{i≠y} z_i.</summary>
    public static double Margin(double[] z, int y) => z[y] - z.Where((_, i) => i != y).Max();

    /// <summary>−(z_y − max_{i≠y} z_i)/(z_π1 − z_π3 + 1e-12); needs three classes.</summary>
    public static double DifferenceOfLogitsRatio(double[] z, int y)
    {
        var sorted = z.OrderDescending().ToArray();
        return -Margin(z, y) / (sorted[0] - sorted[2] + Tiny);
    }

    /// <summary>−(z_y − z_t)/(z_π1 − (z_π3 + z_π4)/2 + 1e-12), with π3 for π4 where there are only three classes.</summary>
    public static double DifferenceOfLogitsRatio(double[] z, int y, int t)
    {
        var sorted = z.OrderDescending().ToArray();
        return -(z[y] - z[t]) / (sorted[0] - (0.5 * (sorted[2] + sorted[Math.Min(3, z.Length - 1)])) + Tiny);
    }
}
