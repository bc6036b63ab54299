using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;
using FederatedSecure.Statistics.Outliers;
using FederatedSecure.Statistics.Outliers.Isolation;

namespace FederatedSecure.Client.Sanitization;

/// <summary>
/// Finds the training records that the policy leaves out. One check after the other, each on what the ones before have left; a record is
/// named by the first that finds it.
/// </summary>
/// <remarks>Finds mistakes and clumsy poison. What an attacker places where the data are, with labels that fit, passes every check.</remarks>
internal sealed class Sanitizer
{
    private const int MostReferences = 5_000;
    private const ulong Seed = 1;
    private readonly DataSet _data;
    private readonly SanitizationRules _rules;
    private readonly List<RemovedRecord> _removed = [];
    private readonly List<string> _undone;
    private int[] _kept;

    private Sanitizer(DataSet data, int[] places, SanitizationRules rules) => (_data, _kept, _rules, _undone) =
        (data, places, rules, [.. rules.LeftUndone.Select(check => $"{check}: it depends on other records, which the privacy of single ones does not allow")]);

    /// <summary>Runs the checks. The same records and rules give the same report.</summary>
    /// <param name="data">The whole data set, in its own units.</param>
    /// <param name="places">Its training records.</param>
    /// <param name="rules">The checks.</param>
    /// <exception cref="DataException">The rules name a feature that there is not.</exception>
    public static SanitizationReport Run(DataSet data, int[] places, SanitizationRules rules)
    {
        var sanitizer = new Sanitizer(data, places, rules);
        sanitizer.CheckBounds();
        sanitizer.CheckDuplicates();
        sanitizer.CheckScores("z", rules.Z, ZScores);
        sanitizer.CheckScores("robustZ", rules.RobustZ, values => RobustZScore.Of(values));
        sanitizer.CheckIsolation();
        sanitizer.CheckLabels();
        return new SanitizationReport(places.Length, [.. sanitizer._removed], [.. sanitizer._undone]) { Kept = sanitizer._kept };
    }

    private void CheckBounds()
    {
        foreach (var (name, (least, most)) in _rules.Bounds)
        {
            var feature = FeatureOf(name);
            Remove("bounds", place => Value(place, feature) is var value && (value < least || value > most)
                ? FormattableString.Invariant($"{name} is {value:G6}, outside {least:G6} to {most:G6}")
                : null);
        }
    }

    private void CheckDuplicates()
    {
        if (!_rules.Duplicates)
        {
            return;
        }

        // The label is compared as one value more: records that differ in it alone contradict each other, and are no duplicates.
        var length = _data.RecordLength + 1;
        var values = new float[_kept.Length * length];
        for (var i = 0; i < _kept.Length; i++)
        {
            Record(_kept[i]).CopyTo(values.AsSpan(i * length));
            values[(i * length) + length - 1] = _data.Labels[_kept[i]];
        }

        var first = Duplicates.FirstOccurrences(values, length);
        var kept = _kept;
        var originals = Enumerable.Range(0, kept.Length).Where(i => first[i] != i).ToDictionary(i => kept[i], i => kept[first[i]]);
        Remove("duplicates", place => originals.TryGetValue(place, out var original) ? FormattableString.Invariant($"it is record {original + 1} again") : null);
    }

    private void CheckScores(string check, double? threshold, Func<double[], double[]> scores)
    {
        if (threshold is not { } most || _kept.Length < 2)
        {
            return;
        }

        if (_data.FeatureShape.Length != 1)
        {
            _undone.Add($"{check}: pictures have no features whose values could be compared one by one");
            return;
        }

        var worst = new Dictionary<int, (int Feature, double Score)>();
        foreach (var feature in _data.Standardized.IsEmpty ? Enumerable.Range(0, _data.RecordLength) : _data.Standardized)
        {
            var found = scores(Array.ConvertAll(_kept, place => (double)Value(place, feature)));
            for (var i = 0; i < found.Length; i++)
            {
                if (Math.Abs(found[i]) > most && !(worst.TryGetValue(_kept[i], out var before) && Math.Abs(before.Score) >= Math.Abs(found[i])))
                {
                    worst[_kept[i]] = (feature, found[i]);
                }
            }
        }

        Remove(check, place => worst.TryGetValue(place, out var found)
            ? FormattableString.Invariant($"{NameOf(found.Feature)} is {Value(place, found.Feature):G6}, with a score of {found.Score:F1}")
            : null);
    }

    private void CheckIsolation()
    {
        if (_rules.IsolationForest is not { } most || _kept.Length < 2)
        {
            return;
        }

        var scaled = Scaled();
        var scores = IsolationForest.Fit(scaled, _data.RecordLength, Seed).Scores(scaled);
        var byPlace = _kept.Zip(scores).ToDictionary(pair => pair.First, pair => pair.Second);
        Remove("isolationForest", place => byPlace[place] > most ? FormattableString.Invariant($"its isolation score is {byPlace[place]:F3}") : null);
    }

    private void CheckLabels()
    {
        if (_rules.LabelNoise is not { } most || _kept.Length < 3)
        {
            return;
        }

        var references = Enumerable.Range(0, _kept.Length).ToArray();
        if (references.Length > MostReferences)
        {
            new SeededRandomSource(Seed).Shuffle<int>(references);
            references = [.. references[..MostReferences].Order()];
        }

        var parts = NeighbourDisagreement.Parts(Scaled(), _data.RecordLength, Array.ConvertAll(_kept, place => _data.Labels[place]), references);
        var byPlace = _kept.Zip(parts).ToDictionary(pair => pair.First, pair => pair.Second);
        Remove("labelNoise", place => byPlace[place] > most
            ? FormattableString.Invariant($"it is \"{_data.ClassNames[_data.Labels[place]]}\", and {byPlace[place]:P0} of its neighbours are not")
            : null);
    }

    private void Remove(string check, Func<int, string?> reason)
    {
        var kept = new List<int>(_kept.Length);
        foreach (var place in _kept)
        {
            if (reason(place) is { } found)
            {
                _removed.Add(new RemovedRecord(place + 1, check, found));
            }
            else
            {
                kept.Add(place);
            }
        }

        _kept = [.. kept];
    }

    /// <summary>A constant feature has no scores, and nobody stands out in it.</summary>
    private static double[] ZScores(double[] values) => Array.ConvertAll(ZScore.Of(values), score => double.IsNaN(score) ? 0 : score);

    /// <summary>What is left, with every feature in deviations, as training will see it.</summary>
    private float[] Scaled()
    {
        var left = _data.Select(_kept);
        return Standardization.Fit(left).Apply(left).Features;
    }

    private int FeatureOf(string name) => _data.FeatureNames.IndexOf(name) is >= 0 and var feature ? feature
        : throw new DataException("policy.json", 0, $"sanitization: the data set has no feature \"{name}\". {Models.Suggestion.Sentence(name, _data.FeatureNames)}");

    private string NameOf(int feature) => _data.FeatureNames.IsEmpty ? FormattableString.Invariant($"feature {feature}") : _data.FeatureNames[feature];

    private float Value(int place, int feature) => _data.Features[(place * _data.RecordLength) + feature];

    private ReadOnlySpan<float> Record(int place) => _data.Features.AsSpan(place * _data.RecordLength, _data.RecordLength);
}
