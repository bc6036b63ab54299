using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Splitting;

/// <summary>Deals records out to sites. Every record goes to exactly one; the same seed gives the same split everywhere.</summary>
internal static class SiteSplit
{
    /// <returns>For each site the places of its records.</returns>
    /// <exception cref="ArgumentException">There are too few records, or there is no such column.</exception>
    public static ImmutableArray<ImmutableArray<int>> Split(DataSet data, SplitSpec spec, int sites, ulong seed)
    {
        if (sites < 1 || data.Count < sites)
        {
            throw new ArgumentException($"{data.Count} records cannot give {sites} sites one each.");
        }

        return spec.Kind switch
        {
            SplitKind.Iid => Iid(data.Count, sites, seed),
            SplitKind.Dirichlet => DirichletSplit.Split(data.Labels, new DirichletSplitOptions(sites, spec.Alpha, seed, spec.MinimumRecords)),
            SplitKind.Similarity => Similarity(data, spec.Gamma, sites, seed),
            SplitKind.Column => Cut(ByColumn(data, spec.Column, Shuffled(data.Count, seed)), sites),
            _ => throw new ArgumentException($"{spec.Kind} is no split."),
        };
    }

    private static ImmutableArray<ImmutableArray<int>> Iid(int records, int sites, ulong seed) => Cut(Shuffled(records, seed), sites);

    /// <summary>
    /// γ of the records at random, the rest in the order of their labels (Hsu, Qi, Brown 2019 call it sort and partition; with γ as in
    /// ByzFL): site i gets part i of both.
    /// </summary>
    private static ImmutableArray<ImmutableArray<int>> Similarity(DataSet data, double gamma, int sites, ulong seed)
    {
        var records = Shuffled(data.Count, seed);
        var random = (int)Math.Round(gamma * records.Length);
        int[] sorted = [.. records.Skip(random).OrderBy(record => data.Labels[record])];
        return [.. Cut(records[..random], sites).Zip(Cut(sorted, sites), (some, rest) => some.AddRange(rest))];
    }

    private static int[] ByColumn(DataSet data, string column, int[] records)
    {
        if (data.Protected.TryGetValue(column, out var texts))
        {
            return records.All(record => double.TryParse(texts[record], NumberStyles.Float, CultureInfo.InvariantCulture, out _))
                ? [.. records.OrderBy(record => double.Parse(texts[record], CultureInfo.InvariantCulture))]
                : [.. records.OrderBy(record => texts[record], StringComparer.Ordinal)];
        }

        var feature = data.FeatureNames.IndexOf(column);
        return feature >= 0
            ? [.. records.OrderBy(record => data.Features[(record * data.RecordLength) + feature])]
            : throw new ArgumentException($"The data have no column \"{column}\".");
    }

    private static int[] Shuffled(int count, ulong seed)
    {
        var records = Enumerable.Range(0, count).ToArray();
        new SeededRandomSource(seed).Shuffle(records.AsSpan());
        return records;
    }

    /// <summary>Consecutive parts whose sizes differ by at most one.</summary>
    private static ImmutableArray<ImmutableArray<int>> Cut(int[] records, int sites) =>
    [
        .. Enumerable.Range(0, sites).Select(site => ImmutableArray.Create(
            records.AsSpan((int)((long)records.Length * site / sites), (int)(((long)records.Length * (site + 1) / sites) - ((long)records.Length * site / sites))))),
    ];
}
