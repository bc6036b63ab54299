using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Models;

namespace FederatedSecure.Learning.Data;

/// <summary>Reads CSV files with a header line into records of numbers.</summary>
internal static class CsvReader
{
    private const int MostFindings = 100;

    public static DataSet? Read(string path, CsvSchema schema, List<DataFinding> findings)
    {
        using var text = new StreamReader(DataStream.Open(path));
        using var records = CsvRecords.Read(text).GetEnumerator();
        try
        {
            if (!records.MoveNext())
            {
                throw new DataException($"{path} is empty.");
            }

            var plan = CsvPlan.Of(path, records.Current.Fields, schema);
            var rows = new CsvRows(path, plan, findings);
            while (records.MoveNext() && findings.Count < MostFindings)
            {
                rows.Add(records.Current.Line, records.Current.Fields);
            }

            return rows.ToDataSet();
        }
        catch (FormatException exception)
        {
            throw new DataException($"{path}, {exception.Message}.", exception);
        }
    }

    /// <summary>The columns of a file as its schema sees them.</summary>
    private sealed record CsvPlan(ImmutableArray<(int Place, CsvColumn Column)> Features, (int Place, CsvColumn Column) Label, ImmutableArray<(int Place, CsvColumn Column)> Protected, int Width)
    {
        public static CsvPlan Of(string path, List<string> header, CsvSchema schema)
        {
            var places = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < header.Count; i++)
            {
                // Excel puts a byte order mark in front, which StreamReader takes away; blanks around names are nobody's intention.
                if (!places.TryAdd(header[i].Trim(), i))
                {
                    throw new DataException($"{path}(1): column \"{header[i]}\" stands there twice: rename one.");
                }
            }

            foreach (var column in schema.Columns.Where(column => !places.ContainsKey(column.Name)))
            {
                throw new DataException($"{path}(1): there is no column \"{column.Name}\", which the schema names. {Suggestion.Sentence(column.Name, places.Keys)}");
            }

            var named = schema.Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
            var unnamed = places.Where(place => !named.Contains(place.Key)).OrderBy(place => place.Value).ToList();
            if (unnamed.Count > 0 && schema.Others is null)
            {
                throw new DataException($"{path}(1): the schema does not say what column \"{unnamed[0].Key}\" is: name it there, or add \"others\": \"ignored\".");
            }

            // Columns that the schema leaves to "others" keep the file's order, so that order has to be the same at all sites.
            var all = schema.Columns.Select(column => (places[column.Name], column))
                .Concat(unnamed.Select(place => (place.Value, new CsvColumn(place.Key, schema.Others!.Value, []))))
                .ToList();
            return new CsvPlan(
                [.. all.Where(entry => entry.Item2.Kind is CsvColumnKind.Numeric or CsvColumnKind.Categorical)],
                all.First(entry => entry.Item2.Kind == CsvColumnKind.Label),
                [.. all.Where(entry => entry.Item2.Kind == CsvColumnKind.Protected)],
                header.Count);
        }
    }

    private sealed class CsvRows(string path, CsvPlan plan, List<DataFinding> findings)
    {
        private readonly List<float> _features = [];
        private readonly List<int> _labels = [];
        private readonly Dictionary<string, List<string>> _protected = plan.Protected.ToDictionary(entry => entry.Column.Name, _ => new List<string>());

        public void Add(long line, List<string> fields)
        {
            if (fields.Count != plan.Width)
            {
                Fail(line, $"has {fields.Count} fields; the header has {plan.Width}");
                return;
            }

            foreach (var (place, column) in plan.Features)
            {
                if (column.Kind == CsvColumnKind.Numeric)
                {
                    _features.Add(Number(line, place, column, fields[place]));
                }
                else
                {
                    var index = IndexOf(line, place, column, fields[place]);
                    for (var i = 0; i < column.Values.Length; i++)
                    {
                        _features.Add(i == index ? 1 : 0);
                    }
                }
            }

            _labels.Add(IndexOf(line, plan.Label.Place, plan.Label.Column, fields[plan.Label.Place]));
            foreach (var (place, column) in plan.Protected)
            {
                _protected[column.Name].Add(fields[place].Trim());
            }
        }

        public DataSet? ToDataSet()
        {
            if (_labels.Count == 0)
            {
                findings.Add(new DataFinding(DataSeverity.Error, path, 0, "has no records: only the header line was found"));
                return null;
            }

            var standardized = ImmutableArray.CreateBuilder<int>();
            var width = 0;
            foreach (var (_, column) in plan.Features)
            {
                if (column.Kind == CsvColumnKind.Numeric)
                {
                    standardized.Add(width);
                    width++;
                }
                else
                {
                    width += column.Values.Length;
                }
            }

            return new DataSet(
                [.. _features],
                [width],
                [.. _labels],
                plan.Label.Column.Values,
                standardized.ToImmutable(),
                _protected.ToImmutableDictionary(entry => entry.Key, entry => entry.Value.ToArray()));
        }

        private float Number(long line, int place, CsvColumn column, string text)
        {
            if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number))
            {
                return number;
            }

            Fail(line, $"column {place + 1} (\"{column.Name}\"): \"{Shorten(text)}\" is not a finite number");
            return 0;
        }

        private int IndexOf(long line, int place, CsvColumn column, string text)
        {
            var index = column.Values.IndexOf(text.Trim());
            if (index < 0)
            {
                Fail(line, $"column {place + 1} (\"{column.Name}\"): \"{Shorten(text)}\" is none of the schema's values ({string.Join(", ", column.Values.Take(10))})");
            }

            return Math.Max(0, index);
        }

        private static string Shorten(string text) => text.Length > 40 ? text[..40] + "…" : text;

        private void Fail(long line, string message) => findings.Add(new DataFinding(DataSeverity.Error, path, line, message));
    }
}
