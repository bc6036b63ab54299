using System.Collections.Immutable;

namespace FederatedSecure.Learning.Data;

/// <summary>Looks a data set over, as training will read it.</summary>
public static class DataCheck
{
    /// <summary>Reads a data set and tells what it found. Never throws for what is wrong with the data.</summary>
    public static DataReport Run(DataSource source, string baseDirectory)
    {
        var findings = new List<DataFinding>();
        DataSet? data = null;
        try
        {
            data = DataReader.Read(source, baseDirectory, findings);
        }
        catch (DataException exception)
        {
            findings.Add(new DataFinding(DataSeverity.Error, source.Path, 0, exception.Message));
        }

        if (data is null)
        {
            return new DataReport(0, [], [], [], [.. findings]);
        }

        ImmutableArray<(string, long)> classes = [.. data.ClassNames.Select((name, label) => (name, data.Labels.LongCount(other => other == label)))];
        findings.AddRange(classes.Where(entry => entry.Item2 == 0).Select(entry =>
            new DataFinding(DataSeverity.Warning, source.Path, 0, $"there are no records of class \"{entry.Item1}\"")));
        var columns = Columns(data);
        findings.AddRange(columns.Where(column => column.Minimum == column.Maximum).Select(column =>
            new DataFinding(DataSeverity.Warning, source.Path, 0, $"{column.Name} is {column.Minimum} everywhere and tells nothing")));
        return new DataReport(data.Count, data.FeatureShape, classes, columns, [.. findings]);
    }

    private static ImmutableArray<ColumnStatistics> Columns(DataSet data)
    {
        var width = data.FeatureShape.Length == 1 ? data.RecordLength : 1;
        var columns = ImmutableArray.CreateBuilder<ColumnStatistics>(width);
        for (var column = 0; column < width; column++)
        {
            double minimum = double.PositiveInfinity, maximum = double.NegativeInfinity, mean = 0, squares = 0;
            long count = 0;
            for (var i = column; i < data.Features.Length; i += width)
            {
                double value = data.Features[i];
                minimum = Math.Min(minimum, value);
                maximum = Math.Max(maximum, value);
                var delta = value - mean;
                mean += delta / ++count;
                squares += delta * (value - mean);
            }

            columns.Add(new ColumnStatistics(
                data.FeatureShape.Length == 1 ? $"feature {column}" : "pixels", minimum, maximum, mean, Math.Sqrt(squares / count)));
        }

        return columns.MoveToImmutable();
    }
}
