namespace FederatedSecure.Lab.RedTeam.Defences.Outputs;

/// <summary>Answers that tell less: rounded, or of the k most probable classes only. ART's defaults are 3 decimals and k = 3 here.</summary>
internal static class AnswerRounding
{
    /// <summary>Each probability rounded, halves to even as NumPy does.</summary>
    public static double[] Round(IReadOnlyList<double> probabilities, int decimals = 3) =>
        [.. probabilities.Select(p => Math.Round(p, decimals, MidpointRounding.ToEven))];

    /// <summary>0 for all but the k largest, which are brought to a sum of 1; of equal ones the first are kept.</summary>
    public static double[] Top(IReadOnlyList<double> probabilities, int k = 3)
    {
        var kept = Enumerable.Range(0, probabilities.Count).OrderByDescending(i => probabilities[i]).Take(k).ToHashSet();
        var sum = kept.Sum(i => probabilities[i]);
        return [.. probabilities.Select((p, i) => kept.Contains(i) ? p / sum : 0)];
    }
}
