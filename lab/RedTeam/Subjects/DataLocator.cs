using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.RedTeam.Subjects;

/// <summary>Tells from a path what kind of data lies there, and finds the files that belong to it.</summary>
internal static class DataLocator
{
    private const string Images = "images-idx";
    private const string Labels = "labels-idx1";

    /// <summary>What to read.</summary>
    /// <param name="path">An IDX or CSV file, a folder of pictures, or a folder with IDX files.</param>
    /// <param name="labels">The IDX file of labels, where its name does not follow.</param>
    /// <param name="schema">The CSV file's schema, where its name does not follow.</param>
    /// <param name="prefix">How names begin in a folder of IDX files: "t10k" for test records, "train" for training records.</param>
    public static DataSource Find(string path, string? labels, string? schema, string prefix)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            return Directory.EnumerateFiles(full, $"{prefix}-{Images}*").Order(StringComparer.Ordinal).FirstOrDefault() is { } images
                ? Idx(images, labels)
                : new DataSource("images", full);
        }

        if (!File.Exists(full))
        {
            throw BadInput.Of($"There is no file or folder {path}.", "Correct the path.");
        }

        var name = Path.GetFileName(full);
        return IsCsv(name) ? Csv(full, name, schema)
            : labels is not null || name.Contains("idx", StringComparison.OrdinalIgnoreCase) ? Idx(full, labels)
            : throw BadInput.Of(
                $"It cannot be told what kind of data {path} is.", "Name an IDX file (…-images-idx3-ubyte, also .gz), a CSV file (.csv, .csv.gz) or a folder with one folder of pictures for each class.");
    }

    /// <summary>A short name for reports.</summary>
    public static string Name(DataSource source) => Path.GetFileName(Path.TrimEndingDirectorySeparator(source.Path));

    private static bool IsCsv(string name) =>
        name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase);

    private static DataSource Idx(string images, string? labels)
    {
        if (labels is null)
        {
            var name = Path.GetFileName(images);
            var at = name.IndexOf(Images, StringComparison.OrdinalIgnoreCase);
            var pair = at < 0 ? null : Path.Combine(Path.GetDirectoryName(images)!, string.Concat(name.AsSpan(0, at), Labels, name.AsSpan(at + Images.Length + 1)));
            labels = pair is not null && File.Exists(pair) ? pair : throw BadInput.Of(
                $"{images} needs a file with its labels.", "Name it with --labels (for training records --training-labels).");
        }

        return new DataSource("idx", images, Path.GetFullPath(labels));
    }

    private static DataSource Csv(string path, string name, string? schema)
    {
        schema ??= Path.Combine(Path.GetDirectoryName(path)!, name[..name.IndexOf(".csv", StringComparison.OrdinalIgnoreCase)] + ".schema.json");
        return File.Exists(schema)
            ? new DataSource("csv", path, Schema: Path.GetFullPath(schema))
            : throw BadInput.Of($"{path} needs a schema that says what its columns are; there is no {schema}.", "Name it with --schema. See docs/data-files.md.");
    }
}
