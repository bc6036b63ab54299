using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.Poisoning.Data;

/// <summary>
/// y′ = argmin_c p(c | x) under the current global model: every record is taught as what the model holds for the least likely.
/// Shejwalkar et al., "Back to the drawing board" (IEEE S&amp;P 2022).
/// </summary>
/// <remarks>Ties go to the lowest class.</remarks>
/// <example>Logits (2, −1, 0): the label becomes 1, whatever it was.</example>
internal sealed class DynamicLabelFlip : IDataPoison
{
    public bool IsStatic => false;

    public DataSet Poison(DataSet own, SiteView view)
    {
        var logits = view.Logits(own);
        var labels = new int[own.Count];
        for (var record = 0; record < labels.Length; record++)
        {
            ReadOnlySpan<float> scores = logits.AsSpan(record * own.Classes, own.Classes);
            for (var label = 1; label < scores.Length; label++)
            {
                if (scores[label] < scores[labels[record]])
                {
                    labels[record] = label;
                }
            }
        }

        return own with { Labels = labels };
    }

    public DataSet? Goal(DataSet test) => null;
}
