namespace FederatedSecure.Statistics.Fairness;

/// <summary>
/// Weights of training records that make the label independent of the group (Kamiran &amp; Calders, Knowledge and Information Systems
/// 2012): w(g, y) = P(g)·P(y)/P(g, y). Every group's weighted base rate becomes that of all; the total weight stays.
/// </summary>
/// <remarks>
/// Guarantees parity of the weighted training labels only. What a model makes of it is to be measured; a group without a single record of
/// one label cannot be balanced, and keeps a base rate of 0 or 1.
/// </remarks>
public static class Reweighing
{
    /// <summary>The weight of each record.</summary>
    /// <param name="groups">Group of each record.</param>
    /// <param name="labels">Label of each record.</param>
    /// <param name="weights">Weights that the records have already; empty for 1 each. The result is multiplied by them.</param>
    public static double[] Weights<TGroup, TLabel>(
        ReadOnlySpan<TGroup> groups, ReadOnlySpan<TLabel> labels, ReadOnlySpan<double> weights = default)
        where TGroup : notnull
        where TLabel : notnull
    {
        if (groups.Length != labels.Length || (weights.Length != 0 && weights.Length != labels.Length))
        {
            throw new ArgumentException("Each record has a group and a label, and a weight or none has one.", nameof(groups));
        }

        var byGroup = new Dictionary<TGroup, double>();
        var byLabel = new Dictionary<TLabel, double>();
        var byBoth = new Dictionary<(TGroup, TLabel), double>();
        var total = 0.0;
        for (var i = 0; i < groups.Length; i++)
        {
            var weight = weights.Length == 0 ? 1 : weights[i];
            if (!(weight >= 0) || double.IsInfinity(weight))
            {
                throw new ArgumentException("Weights are finite and not negative.", nameof(weights));
            }

            total += weight;
            byGroup[groups[i]] = byGroup.GetValueOrDefault(groups[i]) + weight;
            byLabel[labels[i]] = byLabel.GetValueOrDefault(labels[i]) + weight;
            byBoth[(groups[i], labels[i])] = byBoth.GetValueOrDefault((groups[i], labels[i])) + weight;
        }

        var result = new double[groups.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var weight = weights.Length == 0 ? 1 : weights[i];
            result[i] = weight == 0 ? 0 : weight * byGroup[groups[i]] * byLabel[labels[i]] / (total * byBoth[(groups[i], labels[i])]);
        }

        return result;
    }
}
