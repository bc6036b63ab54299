namespace FederatedSecure.Statistics.Distances;

/// <summary>
/// The population stability index: Σ (pᵢ − qᵢ)·ln(pᵢ/qᵢ) over bins, with pᵢ and qᵢ the parts of either sample in bin i; Jeffreys'
/// divergence of the two histograms (Jeffreys, Proceedings of the Royal Society A 1946). Symmetric, 0 only for equal histograms.
/// </summary>
/// <remarks>
/// Credit scoring reads below 0.1 as stable, above 0.25 as shifted; these are habits, not a test: the index grows with the number of bins
/// and shrinks with the number of records (its mean without any shift is about (bins − 1)·(1/n + 1/m)).
/// </remarks>
public static class PopulationStability
{
    /// <summary>The part that an empty bin is given, so that one empty bin does not make the index infinite.</summary>
    public const double DefaultFloor = 1e-4;

    /// <summary>Of two samples.</summary>
    /// <param name="a">One sample, at least one value, none NaN.</param>
    /// <param name="b">The other.</param>
    /// <param name="edges">
    /// Edges of the bins, ascending, at least two. A bin holds its lower edge and not its upper one, the last one both. Values beyond the
    /// outermost edges belong to the outermost bins: leaving them out would hide the very shift that is looked for.
    /// </param>
    /// <param name="floor">The least part of any bin; 0 for none, which can give an infinite index.</param>
    public static double OfSamples(ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> edges, double floor = DefaultFloor) =>
        OfCounts(Histogram.Count(a, edges), Histogram.Count(b, edges), floor);

    /// <summary>Of two histograms over the same bins.</summary>
    /// <param name="a">Counts of one; not negative, not all 0.</param>
    /// <param name="b">Counts of the other.</param>
    /// <param name="floor">The least part of any bin. Parts below are raised to it; the others stay as they are.</param>
    public static double OfCounts(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double floor = DefaultFloor)
    {
        if (a.Length != b.Length)
        {
            throw new ArgumentException("Both histograms have the same bins.", nameof(b));
        }

        if (!(floor is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(floor), floor, "The floor of a part lies from 0 to below 1.");
        }

        var (first, second) = (Histogram.Sum(a), Histogram.Sum(b));
        var index = 0.0;
        for (var bin = 0; bin < a.Length; bin++)
        {
            var p = Math.Max(a[bin] / first, floor);
            var q = Math.Max(b[bin] / second, floor);

            // Equal parts add nothing, also where both are 0 and the logarithm means nothing.
            index += p == q ? 0 : (p - q) * Math.Log(p / q);
        }

        return index;
    }
}
