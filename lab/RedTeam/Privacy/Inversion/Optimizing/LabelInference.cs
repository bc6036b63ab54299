using FederatedSecure.Models;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion.Optimizing;

/// <summary>
/// Reads labels off the gradient of the last layer's biases, where ∂L/∂b = mean over records of softmax(z) − onehot(y): each label pulls its
/// class down by 1/n. For one record exact (Zhao, Mopuri and Bilen, "iDLG", 2020); for several, the class furthest down is taken and put back
/// up by 1/n, n times (Wainakh et al., PoPETs 2022), which is right as long as no class is predicted for sure.
/// </summary>
internal static class LabelInference
{
    /// <summary>One label for each record, in rising order; null where the last layer has no biases.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="gradient">Of the mean loss, in layout order.</param>
    /// <param name="records">n.</param>
    public static int[]? Infer(ModelSpec spec, ReadOnlySpan<float> gradient, int records)
    {
        var last = ParameterLayout.Of(spec).Tensors[^1];
        return last.Name.EndsWith(".bias", StringComparison.Ordinal) && last.Count == spec.Classes
            ? OfBiases(gradient.Slice((int)last.Offset, (int)last.Count), records)
            : null;
    }

    /// <summary>The same from the biases' gradient alone.</summary>
    public static int[] OfBiases(ReadOnlySpan<float> biases, int records)
    {
        var rest = biases.ToArray();
        var labels = new int[records];
        for (var i = 0; i < records; i++)
        {
            labels[i] = Array.IndexOf(rest, rest.Min());
            rest[labels[i]] += 1f / records;
        }

        Array.Sort(labels);
        return labels;
    }
}
