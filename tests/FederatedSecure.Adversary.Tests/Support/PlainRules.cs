namespace FederatedSecure.Adversary.Tests.Support;

/// <summary>Rules to attack, written as their definitions read.</summary>
internal static class PlainRules
{
    public static double[] Mean(double[][] x) => Columns(x, column => column.Average());

    public static double[] Median(double[][] x) => Columns(x, column =>
    {
        double[] sorted = [.. column.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    });

    public static Func<double[][], double[]> TrimmedMean(int f) => x => Columns(x, column => column.Order().Skip(f).SkipLast(f).Average());

    /// <summary>The sum of the n − f − 1 smallest squared distances to others; with that to itself, which is 0, n − f.</summary>
    public static Func<double[][], double[]> Krum(int f) => x => x.MinBy(a => x.Select(b => SquaredDistance(a, b)).Order().Take(x.Length - f).Sum())!;

    /// <summary>Nearest-neighbour mixing: the mean of the n − f nearest in place of each, itself included.</summary>
    public static double[][] Mixed(double[][] x, int f) =>
        [.. x.Select(a => Mean([.. x.Index().OrderBy(b => SquaredDistance(a, b.Item)).ThenBy(b => b.Index).Take(x.Length - f).Select(b => b.Item)]))];

    public static double[][] Clipped(double[][] x, double bound) =>
        [.. x.Select(a => a.Select(value => value * Math.Min(1, bound / Norm(a))).ToArray())];

    public static double Norm(double[] x) => Math.Sqrt(x.Sum(value => value * value));

    public static double SquaredDistance(double[] x, double[] y) => x.Zip(y, (a, b) => (a - b) * (a - b)).Sum();

    public static double Distance(double[] x, double[] y) => Math.Sqrt(SquaredDistance(x, y));

    private static double[] Columns(double[][] x, Func<IEnumerable<double>, double> rule) => [.. x[0].Select((_, j) => rule(x.Select(row => row[j])))];
}
