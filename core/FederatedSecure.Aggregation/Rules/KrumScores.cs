using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>Which scores Krum and its relatives give.</summary>
internal static class KrumScores
{
    public const string Parameters = "variant [\"byzfl\"] or \"paper\"";

    /// <summary>Whether the paper's form was asked for.</summary>
    public static bool IsPaper(RuleParameters parameters) => parameters.Choice("variant", "byzfl", "paper") == "paper";

    /// <summary>n &gt; 2f + 2 in the paper, n &gt; 2f otherwise.</summary>
    public static Breakdown Breakdown(bool isPaper) => isPaper ? new Breakdown(2, 3) : Rules.Breakdown.Half;

    /// <summary>
    /// Of each input the sum of its squared distances to the n − f − 1 nearest others (<paramref name="isPaper"/>: n − f − 2).
    /// </summary>
    public static double[] Of(Geometry geometry, int f, bool isPaper)
    {
        var n = geometry.Inputs;
        var neighbours = Math.Max(0, n - f - (isPaper ? 2 : 1));
        var scores = new double[n];
        var others = new double[n - 1];
        for (var i = 0; i < n; i++)
        {
            var row = geometry.SquaredFrom(i)[..n];
            row[..i].CopyTo(others);
            row[(i + 1)..].CopyTo(others.AsSpan(i));
            Array.Sort(others);
            foreach (var squared in others.AsSpan(0, neighbours))
            {
                scores[i] += squared;
            }
        }

        return scores;
    }
}
