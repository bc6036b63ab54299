using System.Collections.Immutable;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Splitting;

/// <summary>
/// Deals records out to sites so that each site has its own mix of labels: for every label, the shares of the
/// sites are drawn from a symmetric Dirichlet(α) distribution (Hsu, Qi, Brown 2019, arXiv:1909.06335, applied per
/// label as by Li et al., ICDE 2022). Sites differ in size, too.
/// </summary>
/// <remarks>Every record goes to exactly one site. The same options and labels give the same split everywhere.</remarks>
public static class DirichletSplit
{
    /// <returns>For each site the indexes of its records, in random order.</returns>
    /// <exception cref="ArgumentException">The options are out of range, or there are too few records.</exception>
    public static ImmutableArray<ImmutableArray<int>> Split(ReadOnlySpan<int> labels, DirichletSplitOptions options)
    {
        Check(labels.Length, options);
        var random = new SeededRandomSource(options.Seed);
        var sites = new List<int>[options.Sites];
        for (int site = 0; site < sites.Length; site++)
        {
            sites[site] = [];
        }

        foreach (var records in RecordsByLabel(labels))
        {
            Deal(records, sites, options.Alpha, random);
        }

        var split = ImmutableArray.CreateBuilder<ImmutableArray<int>>(sites.Length);
        TopUp(sites, options.MinimumRecords, random);
        foreach (var site in sites)
        {
            int[] records = [.. site];
            random.Shuffle(records.AsSpan());
            split.Add([.. records]);
        }

        return split.MoveToImmutable();
    }

    private static void Check(int records, DirichletSplitOptions options)
    {
        if (options.Sites < 1)
        {
            throw new ArgumentException("A split needs at least one site.", nameof(options));
        }

        if (!(options.Alpha > 0) || !double.IsFinite(options.Alpha))
        {
            throw new ArgumentException($"α must be a number above 0, not {options.Alpha}.", nameof(options));
        }

        if (options.MinimumRecords < 0 || (long)options.MinimumRecords * options.Sites > records)
        {
            throw new ArgumentException(
                $"{records} records cannot give {options.Sites} sites {options.MinimumRecords} each: use fewer sites or a smaller minimum.",
                nameof(options));
        }
    }

    private static IEnumerable<int[]> RecordsByLabel(ReadOnlySpan<int> labels)
    {
        var byLabel = new SortedDictionary<int, List<int>>();
        for (int i = 0; i < labels.Length; i++)
        {
            if (!byLabel.TryGetValue(labels[i], out var records))
            {
                byLabel.Add(labels[i], records = []);
            }

            records.Add(i);
        }

        return byLabel.Values.Select(records => records.ToArray());
    }

    private static void Deal(int[] records, List<int>[] sites, double alpha, SeededRandomSource random)
    {
        random.Shuffle(records.AsSpan());
        var shares = new double[sites.Length];
        random.NextDirichlet(shares, alpha);
        double sum = 0;
        int start = 0;
        for (int site = 0; site < sites.Length; site++)
        {
            sum += shares[site];
            // The last site takes the rest, so that rounding loses nobody.
            int end = site == sites.Length - 1 ? records.Length : Math.Clamp((int)Math.Round(sum * records.Length), start, records.Length);
            sites[site].AddRange(records.AsSpan(start, end - start));
            start = end;
        }
    }

    /// <summary>Moves random records from whichever site is largest until nobody has fewer than the minimum.</summary>
    private static void TopUp(List<int>[] sites, int minimum, SeededRandomSource random)
    {
        foreach (var site in sites)
        {
            while (site.Count < minimum)
            {
                var largest = sites.MaxBy(other => other.Count)!;
                int taken = random.NextInt32(largest.Count);
                site.Add(largest[taken]);
                largest.RemoveAt(taken);
            }
        }
    }
}
