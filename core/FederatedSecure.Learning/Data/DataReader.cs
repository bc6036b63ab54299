namespace FederatedSecure.Learning.Data;

/// <summary>Reads data sets.</summary>
public static class DataReader
{
    /// <summary>Reads a data set whole.</summary>
    /// <param name="source">What to read.</param>
    /// <param name="baseDirectory">What relative paths are relative to.</param>
    /// <exception cref="DataException">It cannot be used.</exception>
    public static DataSet Read(DataSource source, string baseDirectory)
    {
        var findings = new List<DataFinding>();
        var data = Read(source, baseDirectory, findings);
        return findings.FirstOrDefault(finding => finding.Severity == DataSeverity.Error) is { } error
            ? throw new DataException($"{error} (`client data check` shows everything that is wrong)")
            : data ?? throw new DataException($"{source.Path} has no records.");
    }

    /// <summary>Reads as much as can be read and notes what is wrong.</summary>
    internal static DataSet? Read(DataSource source, string baseDirectory, List<DataFinding> findings)
    {
        string Resolve(string path) => System.IO.Path.GetFullPath(path, System.IO.Path.GetFullPath(baseDirectory));
        try
        {
            switch (source.Kind)
            {
                case "idx":
                    return source.Labels is null
                        ? throw new DataException("An IDX data set needs the file with its labels: --labels FILE.")
                        : IdxReader.Read(Resolve(source.Path), Resolve(source.Labels), source.Classes);
                case "csv":
                    return source.Schema is null
                        ? throw new DataException("A CSV data set needs a schema: --schema FILE. See docs/data-files.md.")
                        : CsvReader.Read(Resolve(source.Path), CsvSchema.Read(Resolve(source.Schema)), findings);
                case "images":
                    return ImageFolderReader.Read(Resolve(source.Path), source.Classes, findings);
                default:
                    throw new DataException($"\"{source.Kind}\" is no kind of data: take one of {string.Join(", ", DataSource.Kinds)}.");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new DataException(exception.Message, exception);
        }
    }
}
