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
        ArgumentNullException.ThrowIfNull(source);
        var findings = new DataFindings();
        var data = Read(source, baseDirectory, findings);
        return findings.FirstError() is { } error
            ? throw new DataException(error.File, error.Line, $"{error.Message} (`client data check` lists everything that is wrong)")
            : data ?? throw new DataException(source.Path, 0, "there are no records.");
    }

    /// <summary>Reads as much as can be read and notes what is wrong; null when there are no usable records.</summary>
    /// <exception cref="DataException">Nothing can be read at all.</exception>
    internal static DataSet? Read(DataSource source, string baseDirectory, DataFindings findings)
    {
        string Resolve(string path) => Path.GetFullPath(path, Path.GetFullPath(baseDirectory));
        switch (source.Kind)
        {
            case "idx":
                return source.Labels is null
                    ? throw new DataException(source.Path, 0, "an IDX data set needs the file with its labels, too: name it as \"labels\".")
                    : IdxReader.Read(Resolve(source.Path), Resolve(source.Labels), source.Classes);
            case "csv":
                return source.Schema is null
                    ? throw new DataException(
                        source.Path, 0, "a CSV data set needs a file that says what its columns are: name it as \"schema\". See docs/data-files.md.")
                    : CsvReader.Read(Resolve(source.Path), CsvSchema.Read(Resolve(source.Schema)), findings);
            case "images":
                return ImageFolderReader.Read(Resolve(source.Path), source.Classes, findings);
            default:
                throw new DataException(
                    source.Path, 0, $"\"{source.Kind}\" is no kind of data: take one of {string.Join(", ", DataSource.Kinds)}.");
        }
    }
}
