using System.Collections.Immutable;

namespace FederatedSecure.Aggregation.Reputation;

/// <summary>What a window of rounds says about each site.</summary>
internal static class ScoreWindow
{
    /// <summary>Whether there are rounds and equations enough to judge.</summary>
    internal static bool IsFull(ImmutableArray<ObservedRound> window, ReputationOptions options)
    {
        if (window.Length < options.Window)
        {
            return false;
        }

        // Every bucket of a round but one is an independent equation: together they are the sum over all sites, as in every other round.
        var equations = window.Sum(round => round.Buckets.Length - 1);
        return equations >= options.EquationsPerSite * (Judged(window).Count - 1);
    }

    /// <summary>Each site that was there often enough to be judged, with its finding if it stands out.</summary>
    internal static ImmutableSortedDictionary<string, Finding?> Findings(ImmutableArray<ObservedRound> window, ReputationOptions options)
    {
        string[] names = [.. window.SelectMany(Members).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var numbers = names.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        var judged = Judged(window);
        var alignment = Scores(window, numbers, judged, bucket => bucket.Alignment, options);
        var spectral = Scores(window, numbers, judged, bucket => bucket.Spectral, options);
        var findings = ImmutableSortedDictionary.CreateBuilder<string, Finding?>(StringComparer.Ordinal);
        foreach (var name in judged)
        {
            findings.Add(name, Find(window, alignment[numbers[name]], spectral[numbers[name]], options));
        }

        return findings.ToImmutable();
    }

    private static Finding? Find(ImmutableArray<ObservedRound> window, double alignment, double spectral, ReputationOptions options)
    {
        var byAlignment = Math.Abs(alignment) > options.Threshold;
        var bySpectrum = Math.Abs(spectral) > options.Threshold && alignment < -options.Corroboration;
        return byAlignment || bySpectrum ? new Finding(window[0].Round, window[^1].Round, alignment, spectral, byAlignment) : null;
    }

    private static double[] Scores(
        ImmutableArray<ObservedRound> window, Dictionary<string, int> numbers, HashSet<string> judged, Func<ObservedBucket, double> score, ReputationOptions options)
    {
        var buckets = window.SelectMany(round => Centre(round, score, options.FarthestScore))
            .Select(bucket => new ScoredBucket([.. bucket.Members.Select(member => numbers[member])], bucket.Score));
        var estimates = ScoreRegression.Estimate(numbers.Count, [.. buckets], options.Lambda);

        // Those who were seldom there have noisier estimates: they would stand out for that.
        foreach (var (name, number) in numbers)
        {
            estimates[number] = judged.Contains(name) ? estimates[number] : double.NaN;
        }

        return RobustZ.Of(estimates);
    }

    /// <summary>
    /// The scores without what is common to all sites of the round, its median score a member, and cut off far from it.
    /// </summary>
    /// <remarks>
    /// Ridge pulls to zero, and harder those who were there less often: from the middle, that is no longer a difference between them.
    /// A single bucket that is millions off would drag everybody's estimate, and hide all other attackers behind itself.
    /// </remarks>
    private static IEnumerable<(ImmutableArray<string> Members, double Score)> Centre(ObservedRound round, Func<ObservedBucket, double> score, double farthest)
    {
        double[] each = [.. round.Buckets.Select(bucket => score(bucket) / bucket.Members.Length)];
        var middle = RobustZ.Median([.. each]);
        var limit = farthest * RobustZ.NormalFactor * RobustZ.Median([.. each.Select(value => Math.Abs(value - middle))]);
        return round.Buckets.Zip(each, (bucket, value) => (bucket.Members, bucket.Members.Length * Math.Clamp(value - middle, -limit, limit)));
    }

    /// <summary>The sites that were in at least half of the window's rounds.</summary>
    private static HashSet<string> Judged(ImmutableArray<ObservedRound> window) => window.SelectMany(Members)
        .CountBy(site => site, StringComparer.Ordinal)
        .Where(entry => 2 * entry.Value >= window.Length)
        .Select(entry => entry.Key)
        .ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Members(ObservedRound round) => round.Buckets.SelectMany(bucket => bucket.Members);
}
