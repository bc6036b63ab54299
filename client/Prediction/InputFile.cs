using System.Globalization;
using System.Text.Json;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Learning.Data;
using FederatedSecure.Models;

namespace FederatedSecure.Client.Prediction;

/// <summary>Records to be scored, from a file: CSV with a header, or JSON lines.</summary>
internal static class InputFile
{
    /// <summary>Reads the records one by one. What is wrong with a record is its problem alone.</summary>
    /// <param name="path">The file; JSON lines where its name ends with "l" or "json", CSV otherwise.</param>
    /// <param name="features">Names of the features, in order.</param>
    /// <exception cref="CommandException">The file cannot be read, or lacks a feature.</exception>
    public static IEnumerable<PredictionInput> Read(string path, IReadOnlyList<string> features) => !File.Exists(path)
        ? throw new CommandException(ExitCode.NotFound, $"There is no file {path}.", "Name a CSV file with the features as columns, or a file with JSON lines.")
        : path.EndsWith("jsonl", StringComparison.OrdinalIgnoreCase) || path.EndsWith("json", StringComparison.OrdinalIgnoreCase)
            ? ReadLines(path, features)
            : ReadTable(path, features);

    private static IEnumerable<PredictionInput> ReadLines(string path, IReadOnlyList<string> features) =>
        File.ReadLines(path).Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => Parse(line, features));

    private static PredictionInput Parse(string line, IReadOnlyList<string> features)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return PredictionInput.Of(json.RootElement, features);
        }
        catch (JsonException)
        {
            // One bad line is answered as one refused record.
            return PredictionInput.Wrong(line, "this line is not JSON");
        }
    }

    private static IEnumerable<PredictionInput> ReadTable(string path, IReadOnlyList<string> features)
    {
        using var text = new StreamReader(path);
        using var records = CsvRecords.Read(path, text).GetEnumerator();
        if (!Next(path, records))
        {
            throw new CommandException(ExitCode.BadInput, $"{path}: this file is empty.", "It needs a line with the names of the columns, and a line for each record.");
        }

        List<string> header = [.. records.Current.Fields.Select(name => name.Trim())];
        var cells = features.Select(feature => CellOf(path, feature, header)).ToArray();
        while (Next(path, records))
        {
            yield return Parse(records.Current.Fields, header.Count, cells, features);
        }
    }

    /// <summary>Where a feature stands: in the column of its name, or, of one value of a categorical column, in that column.</summary>
    private static (int Column, string? Value) CellOf(string path, string feature, List<string> header)
    {
        if (header.IndexOf(feature) is >= 0 and var column)
        {
            return (column, null);
        }

        var equals = feature.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && header.IndexOf(feature[..equals]) is >= 0 and var categorical
            ? (categorical, feature[(equals + 1)..])
            : throw new CommandException(
                ExitCode.BadInput, $"{path}(1): there is no column \"{feature}\", which the model takes. {Suggestion.Sentence(feature, header)}", "Add it, or name the right file.");
    }

    private static PredictionInput Parse(List<string> fields, int width, (int Column, string? Value)[] cells, IReadOnlyList<string> features)
    {
        var text = string.Join(',', fields);
        if (fields.Count != width)
        {
            return PredictionInput.Wrong(text, FormattableString.Invariant($"there are {fields.Count} fields, but {width} columns"));
        }

        var values = new float[cells.Length];
        var known = new Dictionary<int, bool>();
        for (var i = 0; i < values.Length; i++)
        {
            var (column, value) = cells[i];
            var field = fields[column].Trim();
            if (value is not null)
            {
                values[i] = field == value ? 1 : 0;
                known[column] = known.GetValueOrDefault(column) || values[i] == 1;
            }
            else if (!float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]))
            {
                return PredictionInput.Wrong(text, $"{features[i]} is not a number");
            }
        }

        return known.FirstOrDefault(column => !column.Value) is { Value: false } unknown && known.ContainsValue(false)
            ? PredictionInput.Wrong(text, $"the value of column {unknown.Key + 1} is none of those that the model knows")
            : new PredictionInput(values, text, null);
    }

    private static bool Next(string path, IEnumerator<(long Line, List<string> Fields)> records)
    {
        try
        {
            return records.MoveNext();
        }
        catch (DataException exception)
        {
            throw new CommandException(ExitCode.BadInput, $"{path}({exception.Line}): {exception.Problem}", "Correct the file and start again.", exception);
        }
    }
}
