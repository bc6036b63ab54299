namespace FederatedSecure.Learning.Data;

/// <summary>Reads CSV files with a header line into records of numbers.</summary>
internal static class CsvReader
{
    /// <summary>The records without errors; null if there are none.</summary>
    /// <exception cref="DataException">The file or its header cannot be used.</exception>
    public static DataSet? Read(string path, CsvSchema schema, DataFindings findings) => DataStream.Read(path, (stream, _) =>
    {
        using var text = new StreamReader(stream);
        using var records = CsvRecords.Read(path, text).GetEnumerator();
        if (!records.MoveNext())
        {
            throw new DataException(path, 1, "this file is empty: it needs a line with the names of the columns, and a line for each record.");
        }

        var rows = new CsvRows(path, CsvPlan.Of(path, records.Current.Fields, schema), findings);
        while (!findings.IsFull && records.MoveNext())
        {
            rows.Add(records.Current.Line, records.Current.Fields);
        }

        return rows.ToDataSet();
    });
}
