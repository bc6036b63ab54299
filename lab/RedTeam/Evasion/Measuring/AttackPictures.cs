using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.RedTeam.Evasion.Measuring;

/// <summary>Pictures of what an attack did.</summary>
internal static class AttackPictures
{
    private const int Most = 8;

    /// <summary>The first broken records, as the model saw them in the end.</summary>
    /// <param name="group">Heading.</param>
    /// <param name="data">The clean records.</param>
    /// <param name="outcome">What became of them.</param>
    /// <param name="unit">How distances are told, as "l2"; null for changes that have no size.</param>
    public static ImmutableArray<Picture> Of(string group, DataSet data, EvasionOutcome outcome, string? unit) => data.FeatureShape.Length != 3 ? [] :
    [
        .. Enumerable.Range(0, data.Count)
            .Where(record => outcome.States[record] == RecordState.Broken)
            .Take(Most)
            .Select(record => Show(
                group,
                Caption(data, record, outcome, unit),
                data,
                outcome.Adversarial.AsSpan(record * data.RecordLength, data.RecordLength).ToArray())),
    ];

    /// <summary>One picture of the size of the records.</summary>
    public static Picture Show(string group, string caption, DataSet data, float[] pixels) =>
        new(group, caption, data.FeatureShape[0], data.FeatureShape[1], data.FeatureShape[2], pixels);

    private static string Caption(DataSet data, int record, EvasionOutcome outcome, string? unit)
    {
        var predicted = outcome.Predicted[record] < 0 ? "no class" : data.ClassNames[outcome.Predicted[record]];
        var arrow = $"{data.ClassNames[data.Labels[record]]} → {predicted}";
        return unit is null ? arrow : string.Create(CultureInfo.InvariantCulture, $"{arrow}, {unit} {outcome.Distances[record]:0.##}");
    }
}
