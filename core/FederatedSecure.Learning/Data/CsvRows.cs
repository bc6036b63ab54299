using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;

namespace FederatedSecure.Learning.Data;

/// <summary>Turns the lines of a CSV file into records. A line with an error is reported, every bad field of it, and left out.</summary>
internal sealed class CsvRows
{
    private const int LongestQuote = 40;
    private readonly string _path;
    private readonly CsvPlan _plan;
    private readonly DataFindings _findings;
    private readonly float[] _row;
    private readonly List<float> _features = [];
    private readonly List<int> _labels = [];
    private readonly Dictionary<string, List<string>> _protected;
    private bool _isRowGood;

    public CsvRows(string path, CsvPlan plan, DataFindings findings)
    {
        _path = path;
        _plan = plan;
        _findings = findings;
        _row = new float[plan.FeatureNames.Count()];
        _protected = plan.Protected.Select(entry => entry.Column.Name).Concat(plan.Attributes.Select(attribute => attribute.Name))
            .ToDictionary(name => name, _ => new List<string>(), StringComparer.Ordinal);
    }

    public void Add(long line, List<string> fields)
    {
        if (fields.Count != _plan.Width)
        {
            _findings.Error(
                _path, line, $"there are {fields.Count} fields, but {_plan.Width} columns: add what is missing, or put quotes around a field with a comma");
            return;
        }

        _isRowGood = true;
        var label = Parse(line, fields);
        var groups = _plan.Protected.Select(entry => (entry.Column.Name, GroupOf(line, entry, fields[entry.Place])))
            .Concat(_plan.Attributes.Select(attribute => (attribute.Name, GroupOf(line, attribute, fields))))
            .ToList();
        if (!_isRowGood)
        {
            return;
        }

        if ((long)_features.Count + _row.Length > DataStream.MostValues)
        {
            throw new DataException(_path, line, $"the data set has more than {DataStream.MostValues} values, which is more than is taken: split it.");
        }

        _features.AddRange(_row);
        _labels.Add(label);
        foreach (var (name, group) in groups)
        {
            _protected[name].Add(group);
        }
    }

    public DataSet? ToDataSet()
    {
        if (_labels.Count == 0)
        {
            if (!_findings.IsFull && _findings.FirstError() is null)
            {
                _findings.Error(_path, 0, "there are no records, only the line with the names of the columns: add a line for each record");
            }

            return null;
        }

        return new DataSet(
            [.. CollectionsMarshal.AsSpan(_features)],
            [_row.Length],
            [.. _labels],
            _plan.Label.Column.Values,
            _plan.Standardize ? NumericFeatures() : [],
            _protected.ToImmutableDictionary(entry => entry.Key, entry => entry.Value.ToArray(), StringComparer.Ordinal))
        {
            FeatureNames = [.. _plan.FeatureNames],
        };
    }

    /// <summary>Fills the row and returns the label.</summary>
    private int Parse(long line, List<string> fields)
    {
        var next = 0;
        foreach (var (place, column) in _plan.Features)
        {
            if (column.Kind == CsvColumnKind.Numeric)
            {
                _row[next++] = Number(line, place, column, fields[place]);
                continue;
            }

            var oneHot = _row.AsSpan(next, column.Values.Length);
            oneHot.Clear();
            oneHot[IndexOf(line, place, column, fields[place])] = 1;
            next += oneHot.Length;
        }

        return IndexOf(line, _plan.Label.Place, _plan.Label.Column, fields[_plan.Label.Place]);
    }

    private string GroupOf(long line, CsvPlan.Entry entry, string text)
    {
        if (entry.Column.Cuts.IsEmpty)
        {
            return text.Trim();
        }

        var number = Number(line, entry.Place, entry.Column, text);
        return entry.Column.Values[entry.Column.Cuts.Count(cut => number > cut)];
    }

    private string GroupOf(long line, CsvPlan.Attribute attribute, List<string> fields)
    {
        List<string> found = [.. attribute.Members
            .Where(member => float.TryParse(fields[member.Place], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number != 0)
            .Select(member => member.Group).Distinct(StringComparer.Ordinal)];
        if (found is [var only])
        {
            return only;
        }

        _isRowGood = false;
        _findings.Error(_path, line, found.Count == 0
            ? $"the record is in no group of \"{attribute.Name}\": exactly one group must have a column that is not 0"
            : $"the record is in several groups of \"{attribute.Name}\" ({string.Join(", ", found)}): exactly one group must have a column that is not 0");
        return "";
    }

    private ImmutableArray<int> NumericFeatures()
    {
        var numeric = ImmutableArray.CreateBuilder<int>();
        var next = 0;
        foreach (var (_, column) in _plan.Features)
        {
            if (column.Kind == CsvColumnKind.Numeric)
            {
                numeric.Add(next++);
            }
            else
            {
                next += column.Values.Length;
            }
        }

        return numeric.ToImmutable();
    }

    private float Number(long line, int place, CsvColumn column, string text)
    {
        if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number))
        {
            return number;
        }

        Fail(line, place, column, string.IsNullOrWhiteSpace(text)
            ? "is empty: fill in a number, or leave the line out"
            : $"\"{Shorten(text)}\" is not a finite number: write it with a decimal point and without thousands separators");
        return 0;
    }

    private int IndexOf(long line, int place, CsvColumn column, string text)
    {
        var index = column.Values.IndexOf(text.Trim());
        if (index < 0)
        {
            Fail(line, place, column, $"\"{Shorten(text)}\" is none of the schema's values ({string.Join(", ", column.Values.Take(10))})");
        }

        return Math.Max(0, index);
    }

    private void Fail(long line, int place, CsvColumn column, string problem)
    {
        _isRowGood = false;
        _findings.Error(_path, line, $"column {place + 1} (\"{column.Name}\"): {problem}");
    }

    private static string Shorten(string text) => text.Length > LongestQuote ? text[..LongestQuote] + "…" : text;
}
