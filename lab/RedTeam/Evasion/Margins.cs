namespace FederatedSecure.Lab.RedTeam.Evasion;

/// <summary>How far a decision is from another: z_y − max_{j≠y} z_j, negative where the model errs.</summary>
internal static class Margins
{
    /// <summary>The class with the largest logit beside the true one, the lowest of several.</summary>
    public static int Rival(ReadOnlySpan<float> logits, int label)
    {
        var best = label == 0 ? 1 : 0;
        for (var j = best + 1; j < logits.Length; j++)
        {
            best = j != label && logits[j] > logits[best] ? j : best;
        }

        return best;
    }

    /// <summary>z_y − max_{j≠y} z_j of one record.</summary>
    public static double Of(ReadOnlySpan<float> logits, int label) => (double)logits[label] - logits[Rival(logits, label)];

    /// <summary>The margins of records whose logits stand one after the other.</summary>
    /// <param name="logits">Record after record.</param>
    /// <param name="classes">Logits of one record.</param>
    /// <param name="label">The true class of record i.</param>
    public static double[] Of(ReadOnlySpan<float> logits, int classes, Func<int, int> label)
    {
        var margins = new double[logits.Length / classes];
        for (var i = 0; i < margins.Length; i++)
        {
            margins[i] = Of(logits.Slice(i * classes, classes), label(i));
        }

        return margins;
    }
}
