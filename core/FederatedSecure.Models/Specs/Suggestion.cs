namespace FederatedSecure.Models;

/// <summary>Finds what somebody probably meant by a misspelled name, for messages that say "did you mean".</summary>
public static class Suggestion
{
    private const int LongestName = 40;

    /// <summary>
    /// The candidate nearest to a name: the same but for case and separators, or else within a third of its letters by
    /// insertions, deletions, substitutions and swaps of neighbours; null when none is near. Ties go to the first.
    /// </summary>
    public static string? Closest(string name, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(candidates);
        var wanted = Letters(name);
        if (wanted.Length is 0 or > LongestName)
        {
            return null;
        }

        string? best = null;
        var bestDistance = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var letters = Letters(candidate);
            var distance = Distance(wanted, letters);
            if (distance < bestDistance && distance * 3 <= Math.Max(wanted.Length, letters.Length))
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>"Did you mean "x"?", or the whole list when nothing is near.</summary>
    public static string Sentence(string name, IReadOnlyCollection<string> candidates) =>
        Closest(name, candidates) is { } closest
            ? $"Did you mean \"{closest}\"?"
            : candidates.Count == 0 ? "Remove it." : $"Possible are: {string.Join(", ", candidates)}.";

    /// <summary>What is compared: letters and digits in lower case, so that <c>Max_Pool2D</c> is <c>max-pool2d</c>.</summary>
    internal static string Letters(string name) =>
        string.Concat(name.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant));

    /// <summary>The optimal string alignment distance, row by row.</summary>
    private static int Distance(string a, string b)
    {
        var (beforeLast, last, row) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[b.Length];
    }
}
