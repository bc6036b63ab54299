using System.Collections.Immutable;

namespace FederatedSecure.Learning.Data;

/// <summary>Looks a data set over, as training will read it.</summary>
public static class DataCheck
{
    /// <summary>Reads a data set and tells what it found. Never throws for what is wrong with the data.</summary>
    /// <param name="source">What to read.</param>
    /// <param name="baseDirectory">What relative paths are relative to.</param>
    public static DataReport Run(DataSource source, string baseDirectory)
    {
        ArgumentNullException.ThrowIfNull(source);
        var findings = new DataFindings();
        DataSet? data = null;
        try
        {
            data = DataReader.Read(source, baseDirectory, findings);
        }
        catch (DataException exception)
        {
            findings.Error(exception.File, exception.Line, exception.Problem);
        }

        if (data is null)
        {
            return new DataReport(0, [], [], [], findings.ToImmutable(source.Path));
        }

        var classes = Classes(data);
        foreach (var (name, _) in classes.Where(entry => entry.Count == 0))
        {
            findings.Warn(source.Path, 0, $"there are no records of class \"{name}\"");
        }

        var columns = Columns(data);
        foreach (var column in columns.Where(column => column.Minimum == column.Maximum))
        {
            findings.Warn(source.Path, 0, FormattableString.Invariant($"{column.Name} is {column.Minimum} in all records and tells nothing"));
        }

        return new DataReport(data.Count, data.FeatureShape, classes, columns, findings.ToImmutable(source.Path));
    }

    private static ImmutableArray<(string Name, long Count)> Classes(DataSet data)
    {
        var counts = new long[data.Classes];
        foreach (var label in data.Labels)
        {
            counts[label]++;
        }

        return [.. data.ClassNames.Zip(counts)];
    }

    private static ImmutableArray<ColumnStatistics> Columns(DataSet data)
    {
        var isFlat = data.FeatureShape.Length == 1;
        var width = isFlat ? data.RecordLength : 1;
        var columns = ImmutableArray.CreateBuilder<ColumnStatistics>(width);
        for (var column = 0; column < width; column++)
        {
            double minimum = double.PositiveInfinity, maximum = double.NegativeInfinity, mean = 0, squares = 0;
            long count = 0;
            for (var i = column; i < data.Features.Length; i += width)
            {
                // Welford 1962: one pass, no cancellation.
                double value = data.Features[i];
                minimum = Math.Min(minimum, value);
                maximum = Math.Max(maximum, value);
                var delta = value - mean;
                mean += delta / ++count;
                squares += delta * (value - mean);
            }

            var name = !isFlat ? "pixels" : data.FeatureNames.IsEmpty ? FormattableString.Invariant($"feature {column}") : data.FeatureNames[column];
            columns.Add(new ColumnStatistics(name, minimum, maximum, mean, Math.Sqrt(squares / count)));
        }

        return columns.MoveToImmutable();
    }
}
