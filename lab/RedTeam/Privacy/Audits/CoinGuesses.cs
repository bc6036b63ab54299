using FederatedSecure.Privacy;

namespace FederatedSecure.Lab.RedTeam.Privacy.Audits;

/// <summary>
/// Guesses of an auditor from one run: the canaries with the highest scores took part, those with the lowest did not, the rest is
/// left open (Steinke, Nasr &amp; Jagielski, NeurIPS 2023, algorithm 1).
/// </summary>
/// <remarks>
/// How many guesses are best depends on the training. Four numbers are tried, each at a quarter of the significance, so that the
/// largest bound still holds with the whole of it.
/// </remarks>
internal static class CoinGuesses
{
    private static readonly double[] Parts = [0.02, 0.1, 0.4, 1];

    /// <summary>The largest ε that is refuted.</summary>
    /// <param name="scores">One a canary; the larger, the rather it took part. Equal scores are ordered as they come, so that they must come in random order.</param>
    /// <param name="tookPart">Its coin.</param>
    /// <param name="delta">δ.</param>
    /// <param name="significance">Probability of refuting an ε that holds.</param>
    /// <param name="isReplaced">Whether another record takes part where the canary does not.</param>
    public static double LowerBound(double[] scores, bool[] tookPart, double delta, double significance, bool isReplaced)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i])];
        var best = 0.0;
        foreach (var part in Parts)
        {
            var each = (int)(scores.Length * part / 2);
            var correct = order[..each].Count(i => tookPart[i]) + order[(scores.Length - each)..].Count(i => !tookPart[i]);
            var bound = isReplaced
                ? OneRunAudit.ReplacementLowerBound(scores.Length, 2 * each, correct, delta, significance / Parts.Length)
                : OneRunAudit.LowerBound(scores.Length, 2 * each, correct, delta, significance / Parts.Length);
            best = Math.Max(best, bound);
        }

        return best;
    }
}
