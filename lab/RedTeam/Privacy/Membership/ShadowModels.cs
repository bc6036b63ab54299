namespace FederatedSecure.Lab.RedTeam.Privacy.Membership;

/// <summary>Models that were each trained on about half of a pool, and what they answer to all of it.</summary>
/// <remarks>
/// Every record was trained on by exactly half of the models, chosen for it alone, as in the experiments of Carlini et al. (2022): so it
/// has as many models with it as without it.
/// </remarks>
/// <param name="isIn">For every model, whether it was trained on each record.</param>
/// <param name="logits">For every model, the logits of each record, one record after the other.</param>
/// <param name="labels">The records' classes.</param>
internal sealed class ShadowModels(bool[][] isIn, float[][] logits, int[] labels)
{
    private readonly double[][] _confidences = Array.ConvertAll(logits, model => ScaledConfidence.Of(model, labels));

    /// <summary>Number of models.</summary>
    public int Count => isIn.Length;

    /// <summary>Number of records.</summary>
    public int Records => labels.Length;

    /// <summary>The records' classes.</summary>
    public int[] Labels => labels;

    /// <summary>Whether a model was trained on a record.</summary>
    public bool IsIn(int model, int record) => isIn[model][record];

    /// <summary>All records that a model was trained on, as flags.</summary>
    public bool[] Membership(int model) => isIn[model];

    /// <summary>A model's logits, one record after the other.</summary>
    public float[] Logits(int model) => logits[model];

    /// <summary>φ of a record under a model.</summary>
    public double Confidence(int model, int record) => _confidences[model][record];

    /// <summary>φ of every record under a model.</summary>
    public double[] Confidences(int model) => _confidences[model];

    /// <summary>For every record, φ under the models that were trained on it, or under those that were not.</summary>
    public double[][] Statistics(bool trainedOnIt) =>
    [
        .. Enumerable.Range(0, Records).Select(record => Enumerable.Range(0, Count)
            .Where(model => isIn[model][record] == trainedOnIt)
            .Select(model => _confidences[model][record])
            .ToArray()),
    ];

    /// <summary>Draws who is trained on what: for every record half of the models.</summary>
    /// <param name="models">Their number; even.</param>
    /// <param name="records">Number of records.</param>
    /// <param name="random">Where the choice comes from.</param>
    public static bool[][] Draw(int models, int records, Numerics.IRandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(models % 2, 0, nameof(models));
        var isIn = Array.ConvertAll(new bool[models][], _ => new bool[records]);
        int[] order = [.. Enumerable.Range(0, models)];
        for (var record = 0; record < records; record++)
        {
            Numerics.RandomSourceExtensions.Shuffle(random, order.AsSpan());
            foreach (var model in order.AsSpan(0, models / 2))
            {
                isIn[model][record] = true;
            }
        }

        return isIn;
    }
}
