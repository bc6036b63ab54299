namespace FederatedSecure.Aggregation.Tests.Support;

/// <summary>Rules written down once more, as plainly as possible: by sorting, counting and trying all sets.</summary>
internal static class Oracles
{
    public static double[] Run(string rule, double[][] x, int f) => rule switch
    {
        "mean" => Mean(x),
        "median" => Columns(x, Median),
        "trimmed-mean" => Columns(x, column => column.Order().Skip(f).Take(x.Length - (2 * f)).Average()),
        "meamed" => Columns(x, column => NearestMean(column, Median(column), x.Length - f)),
        "phocas" => Columns(x, column => NearestMean(column, column.Order().Skip(f).Take(x.Length - (2 * f)).Average(), x.Length - f)),
        "krum" => x[KrumOrder(x, f, 1)[0]],
        "krum paper" => x[KrumOrder(x, f, 2)[0]],
        "multi-krum" => Mean([.. KrumOrder(x, f, 1).Take(x.Length - f).Order().Select(i => x[i])]),
        "bulyan" => Bulyan(x, f),
        "mda" => Mean([.. Sets(x.Length, x.Length - f).MinBy(set => Diameter(x, set))!.Select(i => x[i])]),
        "sign-majority" => Columns(x, column => Math.Sign(column.Sum(Math.Sign))),
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    public static double Median(double[] column)
    {
        var sorted = column.Order().ToArray();
        var n = sorted.Length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    public static double[] Mean(double[][] x) => Columns(x, column => column.Average());

    public static double[][] NearestNeighbourMixing(double[][] x, int f) => [.. x.Select(center =>
        Mean([.. x.OrderBy(other => Squared(center, other)).Take(x.Length - f)]))];

    public static double Squared(double[] a, double[] b) => a.Zip(b, (p, q) => (p - q) * (p - q)).Sum();

    public static double Norm(double[] a) => Math.Sqrt(a.Sum(value => value * value));

    /// <summary>All sets of some size, lexicographically.</summary>
    public static IEnumerable<int[]> Sets(int n, int size, int first = 0) => size == 0
        ? [[]]
        : Enumerable.Range(first, n - first).SelectMany(i => Sets(n, size - 1, i + 1).Select(rest => (int[])[i, .. rest]));

    private static double Diameter(double[][] x, int[] set) => set.Max(i => set.Max(j => Squared(x[i], x[j])));

    private static int[] KrumOrder(double[][] x, int f, int less)
    {
        var scores = x.Select((a, i) => x.Where((_, j) => j != i).Select(b => Squared(a, b)).Order().Take(x.Length - f - less).Sum()).ToArray();
        return [.. Enumerable.Range(0, x.Length).OrderBy(i => scores[i])];
    }

    private static double[] Bulyan(double[][] x, int f)
    {
        var left = Enumerable.Range(0, x.Length).ToList();
        var taken = new List<int>();
        for (var t = 0; t < x.Length - (2 * f); t++)
        {
            var best = left[KrumOrder([.. left.Select(i => x[i])], f, 1)[0]];
            left.Remove(best);
            taken.Add(best);
        }

        double[][] chosen = [.. taken.Order().Select(i => x[i])];
        return Columns(chosen, column => NearestMean(column, Median(column), chosen.Length - (2 * f)));
    }

    // OrderBy is stable: equally near values keep the order of the inputs.
    private static double NearestMean(double[] column, double center, int count) =>
        column.OrderBy(value => Math.Abs(value - center)).Take(count).Average();

    private static double[] Columns(double[][] x, Func<double[], double> of) =>
        [.. Enumerable.Range(0, x[0].Length).Select(k => of([.. x.Select(row => row[k])]))];
}
