using FederatedSecure.Lab.RedTeam.Privacy.Attributes;

namespace FederatedSecure.Lab.RedTeam.Privacy.Membership;

/// <summary>
/// The attack with shadow models of Shokri, Stronati, Song &amp; Shmatikov (S&amp;P 2017): for every class, a model learns from shadow models how
/// answers to records that were trained on differ from answers to others.
/// </summary>
/// <remarks>
/// The attack model is a logistic regression on what answers differ in (scaled confidence and loss of the true class, entropy, margin
/// of the two largest, right or wrong), in place of the paper's network on all probabilities. A class with few records shares the
/// model of all classes.
/// </remarks>
internal sealed class ShadowClassifier
{
    private const int LeastOfAKind = 50;
    private const int MostModels = 8;
    private readonly LogisticRegression _all;
    private readonly LogisticRegression?[] _perClass;

    /// <param name="shadows">At most eight of them are learned from: more hardly change so few coefficients.</param>
    public ShadowClassifier(ShadowModels shadows)
    {
        var classes = shadows.Logits(0).Length / shadows.Records;
        var examples = new List<(int Label, double[] Answer, bool IsIn)>();
        for (var model = 0; model < Math.Min(MostModels, shadows.Count); model++)
        {
            for (var record = 0; record < shadows.Records; record++)
            {
                var label = shadows.Labels[record];
                examples.Add((label, Describe(shadows.Logits(model).AsSpan(record * classes, classes), label), shadows.IsIn(model, record)));
            }
        }

        _all = Fit(examples) ?? throw new ArgumentException("There are too few records to learn from.", nameof(shadows));
        _perClass = [.. Enumerable.Range(0, classes).Select(label => Fit([.. examples.Where(example => example.Label == label)]))];
    }

    /// <summary>The score of every record: the logarithm of the odds that it was trained on.</summary>
    public double[] Scores(float[] logits, int[] labels)
    {
        var classes = logits.Length / labels.Length;
        return [.. labels.Select((label, i) => (_perClass[label] ?? _all).LogOdds(Describe(logits.AsSpan(i * classes, classes), label)))];
    }

    private static LogisticRegression? Fit(List<(int Label, double[] Answer, bool IsIn)> examples)
    {
        var members = examples.Count(example => example.IsIn);
        return members < LeastOfAKind || examples.Count - members < LeastOfAKind
            ? null
            : LogisticRegression.Fit([.. examples.Select(example => example.Answer)], [.. examples.Select(example => example.IsIn)]);
    }

    private static double[] Describe(ReadOnlySpan<float> logits, int label)
    {
        var row = new double[logits.Length];
        for (var c = 0; c < row.Length; c++)
        {
            row[c] = logits[c];
        }

        var largest = row.Max();
        var sum = row.Sum(z => Math.Exp(z - largest));
        var entropy = Math.Log(sum) - (row.Sum(z => Math.Exp(z - largest) * (z - largest)) / sum);
        var second = row.Order().ElementAt(row.Length - 2);
        var phi = ScaledConfidence.Of(row, label);
        return [phi, ScaledConfidence.Loss(phi), entropy, largest - second, row[label] == largest ? 1 : 0];
    }
}
