using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using FederatedSecure.Lab.Poisoning.Data;
using FederatedSecure.Lab.RedTeam.Backdoors.Triggers;
using FederatedSecure.Learning.Data;
using FederatedSecure.Models;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Lab.RedTeam.Subjects.Backdoors;

/// <summary>
/// From JSON to marks on records of one kind: <c>{ "backdoors": [ { "name": …, "class": …, "square" | "bars" | "values": { … } } ] }</c>.
/// </summary>
/// <param name="raw">Records of the kind, before they are standardized.</param>
/// <param name="standardization">What they go through before the model sees them.</param>
internal sealed class BackdoorReader(DataSet raw, Standardization standardization)
{
    private const int MostBackdoors = 1000;
    private const int LongestName = 100;
    private static readonly string[] Kinds = ["square", "bars", "values"];

    /// <summary>Reads them. What is wrong is noted in <paramref name="file"/>, and what was read then means nothing.</summary>
    public ImmutableArray<KnownBackdoor> Read(JobFields file)
    {
        if (!file.IsObject)
        {
            file.Add("", "must be an object: { \"backdoors\": [ { \"name\": …, \"class\": …, \"square\": { … } } ] }");
            return [];
        }

        file.OnlyKnown("$schema", "backdoors");
        var before = file.Problems.Count;
        var list = file.List("backdoors");
        if (list.Count is 0 or > MostBackdoors && file.Problems.Count == before)
        {
            file.Add("backdoors", $"needs 1 to {MostBackdoors:N0} backdoors; without one, leave the file away");
        }

        var found = ImmutableArray.CreateBuilder<KnownBackdoor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var fields in list.Take(MostBackdoors))
        {
            fields.OnlyKnown(["name", "class", .. Kinds]);
            var name = Name(fields, names);
            var (target, mark) = (Class(fields), Mark(fields, name));
            if (target is { } label && mark is not null)
            {
                found.Add(new KnownBackdoor(mark, label));
            }
        }

        return found.ToImmutable();
    }

    private static string Name(JobFields fields, HashSet<string> names)
    {
        var before = fields.Problems.Count;
        var name = fields.Text("name", required: true) ?? "";
        if (fields.Problems.Count == before)
        {
            if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
            {
                fields.Add("name", $"must have 1 to {LongestName} characters, none of them a control character");
            }
            else if (!names.Add(name))
            {
                fields.Add("name", $"\"{name}\" is the name of another backdoor: figures could not be told apart");
            }
        }

        return name;
    }

    private int? Class(JobFields fields) =>
        fields.Choice("class", raw.ClassNames, fallback: null) is { } name && raw.ClassNames.IndexOf(name) is >= 0 and var place ? place : null;

    private Mark? Mark(JobFields fields, string name)
    {
        var given = Kinds.Where(kind => fields.TryGet(kind, out _)).ToArray();
        if (given is not [var kind])
        {
            fields.Add("", "needs one of \"square\", \"bars\" and \"values\", which say what the mark is");
            return null;
        }

        var before = fields.Problems.Count;
        if (kind != "values" && raw.FeatureShape.Length != 3)
        {
            fields.Add(kind, "is for pictures: say with \"values\" which features of a record are set");
            return null;
        }

        var mark = fields.Object(kind) is var shape && fields.Problems.Count > before ? null
            : kind switch { "square" => Square(shape, name), "bars" => Bars(shape, name), _ => Values(shape, name) };
        return fields.Problems.Count == before ? mark : null;
    }

    private Mark? Square(JobFields square, string name)
    {
        square.OnlyKnown("row", "column", "side", "checked");
        var (height, width) = (raw.FeatureShape[1], raw.FeatureShape[2]);
        var before = square.Problems.Count;
        var (row, column) = (square.Whole("row", 0, height - 1, fallback: null), square.Whole("column", 0, width - 1, fallback: null));
        var (side, isChecked) = (square.Whole("side", 1, Math.Min(height, width), fallback: null), square.Flag("checked", fallback: false));
        if (square.Problems.Count > before)
        {
            return null;
        }

        if (row + side > height || column + side > width)
        {
            square.Add("", string.Create(CultureInfo.InvariantCulture, $"does not fit: it ends at row {row + side - 1} and column {column + side - 1}, the pictures at {height - 1} and {width - 1}"));
            return null;
        }

        return RedTeam.Backdoors.Triggers.Mark.Square(name, raw.FeatureShape, row, column, side, isChecked);
    }

    private Mark? Bars(JobFields bars, string name)
    {
        bars.OnlyKnown("size", "gap", "shift", "value");
        var longest = Math.Max(raw.FeatureShape[1], raw.FeatureShape[2]);
        var trigger = new Trigger(
            bars.Whole("size", 1, longest, fallback: null), bars.Whole("gap", 0, longest, fallback: null), bars.Whole("shift", 0, longest, 0), (float)bars.Number("value", 0, 1, 1));
        var mark = RedTeam.Backdoors.Triggers.Mark.Of(trigger, raw.FeatureShape) with { Name = name };
        if (mark.Places.IsEmpty)
        {
            bars.Add("shift", "leaves no bar within the pictures");
        }

        return mark;
    }

    private Mark? Values(JobFields values, string name)
    {
        var set = new SortedDictionary<int, float>();
        foreach (var property in values.Element.EnumerateObject())
        {
            if (Place(property.Name) is not { } place)
            {
                values.Add(property.Name, NoFeature(property.Name));
            }
            else if (!set.TryAdd(place, Value(values, property)))
            {
                values.Add(property.Name, "is a feature that is set before, under its name or its number: remove one");
            }
        }

        if (set.Count == 0)
        {
            values.Add("", "must set at least one feature: { \"age\": 40 }");
        }

        var seen = AsTheModelSeesThem(set);
        return new Mark(name, [.. set.Keys], [.. set.Keys.Select(place => seen[place])]);
    }

    /// <summary>A feature by its name, or by its number from 0 where none has that name.</summary>
    private int? Place(string feature) =>
        raw.FeatureNames.IndexOf(feature) is >= 0 and var named ? named
        : int.TryParse(feature, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < raw.RecordLength ? number
        : null;

    private float Value(JobFields values, JsonProperty property)
    {
        var isPicture = raw.FeatureShape.Length == 3;
        if (property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetSingle(out var value) && float.IsFinite(value) && (!isPicture || value is >= 0 and <= 1))
        {
            return value;
        }

        values.Add(property.Name, isPicture ? "must be a number from 0 to 1, as pixels are" : "must be a number, in the unit of the file");
        return 0;
    }

    private string NoFeature(string name) => raw.FeatureNames.IsEmpty
        ? string.Create(CultureInfo.InvariantCulture, $"is no value of a record: they are numbered from 0 to {raw.RecordLength - 1}, channel by channel and row by row")
        : $"is no feature of the records. {Suggestion.Sentence(name, raw.FeatureNames)}";

    /// <summary>One record that has these values, standardized like all others.</summary>
    private float[] AsTheModelSeesThem(SortedDictionary<int, float> set)
    {
        var record = raw.Select([0]);
        foreach (var (place, value) in set)
        {
            record.Features[place] = value;
        }

        return standardization.Apply(record).Features;
    }
}
