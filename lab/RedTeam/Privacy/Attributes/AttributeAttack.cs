using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Privacy.Attributes;

/// <summary>
/// Black-box attribute inference (Fredrikson, Jha &amp; Ristenpart, CCS 2015; in the form of Yeom et al., CSF 2018 and Mehnaz et al., USENIX
/// Security 2022): an attacker knows a record's label and its other features, asks the model about the record, and learns from some
/// records whose attribute he knows how answers tell it. The same learner without the answers is the baseline: what it can do too is no
/// fault of the model.
/// </summary>
/// <remarks>A logistic regression for every value against the rest; half of the records are learned from, the other half is attacked.</remarks>
internal static class AttributeAttack
{
    /// <summary>Attacks.</summary>
    /// <param name="attribute">What is to be found.</param>
    /// <param name="data">Flat records.</param>
    /// <param name="logits">What the model answers to them.</param>
    /// <param name="seed">The halves.</param>
    /// <returns>Null where the half that is learned from knows one value only.</returns>
    public static PairedGain? Run(SensitiveAttribute attribute, DataSet data, float[] logits, ulong seed)
    {
        var upper = Enumerable.Range(0, data.Count).Max(i => Record(data, i)[attribute.Columns[0]]);
        int[] values = [.. Enumerable.Range(0, data.Count).Select(i => attribute.ValueOf(Record(data, i), upper))];
        int[] order = [.. Enumerable.Range(0, data.Count)];
        new SeededRandomSource(seed).Shuffle(order.AsSpan());
        var (known, attacked) = (order[..(data.Count / 2)], order[(data.Count / 2)..]);
        if (known.Select(i => values[i]).Distinct().Count() < 2)
        {
            return null;
        }

        var without = Array.ConvertAll(order, i => Known(attribute, data, i));
        var with = order.Select((place, i) => (double[])[.. without[i], .. Answer(logits, data, place)]).ToArray();
        var (guesses, baseline) = (Guess(with), Guess(without));
        var (gained, lost) = (0, 0);
        for (var i = 0; i < attacked.Length; i++)
        {
            var (right, rightWithout) = (guesses[i] == values[attacked[i]], baseline[i] == values[attacked[i]]);
            gained += right && !rightWithout ? 1 : 0;
            lost += !right && rightWithout ? 1 : 0;
        }

        return new PairedGain(gained, lost, attacked.Length);

        int[] Guess(double[][] features)
        {
            LogisticRegression[] models =
            [
                .. Enumerable.Range(0, attribute.Values).Select(value => LogisticRegression.Fit(features[..known.Length], [.. known.Select(i => values[i] == value)])),
            ];
            return [.. features[known.Length..].Select(row => Enumerable.Range(0, models.Length).MaxBy(value => models[value].LogOdds(row)))];
        }
    }

    /// <summary>The other features and the label, one-hot.</summary>
    private static double[] Known(SensitiveAttribute attribute, DataSet data, int place)
    {
        var record = Record(data, place);
        var row = new List<double>();
        for (var column = 0; column < record.Length; column++)
        {
            if (!attribute.Columns.Contains(column))
            {
                row.Add(record[column]);
            }
        }

        row.AddRange(Enumerable.Range(0, data.Classes).Select(c => data.Labels[place] == c ? 1.0 : 0));
        return [.. row];
    }

    /// <summary>Logits without their common level, which means nothing, and φ of the label: how sure the model is of what is known to be true.</summary>
    private static double[] Answer(float[] logits, DataSet data, int place)
    {
        double[] row = [.. logits.AsSpan(place * data.Classes, data.Classes).ToArray().Select(logit => (double)logit)];
        var level = row.Average();
        return [.. row.Select(logit => logit - level), ScaledConfidence.Of(row, data.Labels[place])];
    }

    private static ReadOnlySpan<float> Record(DataSet data, int place) => data.Features.AsSpan(place * data.RecordLength, data.RecordLength);
}
