using System.CommandLine;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Client.Commands;

/// <summary>The options that say where a data set lies.</summary>
internal sealed class SourceOptions
{
    private readonly Option<string?> _kind;
    private readonly Option<string?> _path;
    private readonly Option<string?> _labels = new("--labels") { Description = "IDX: the file with the labels." };
    private readonly Option<string?> _schema = new("--schema") { Description = "CSV: the schema file, see docs/data-files.md." };
    private readonly Option<string[]> _classes = new("--class") { Description = "IDX and images: a class, in order; once for each.", AllowMultipleArgumentsPerToken = true };

    public SourceOptions(bool isOptional = false)
    {
        _kind = new Option<string?>("--kind") { Description = "idx, csv or images.", Required = !isOptional };
        _kind.AcceptOnlyFromAmong([.. DataSource.Kinds]);
        _path = new Option<string?>("--path") { Description = "The file, or the folder with images.", Required = !isOptional, Hidden = isOptional };
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _kind, _path, _labels, _schema, _classes })
        {
            command.Add(option);
        }
    }

    /// <summary>The source that the options name, with absolute paths, since the daemon may run elsewhere.</summary>
    public DataSource Read(ParseResult parsed) => new(
        parsed.GetValue(_kind)!,
        Absolute(parsed.GetValue(_path))!,
        Absolute(parsed.GetValue(_labels)),
        Absolute(parsed.GetValue(_schema)),
        parsed.GetValue(_classes) is { Length: > 0 } classes ? classes : null);

    /// <summary>A source for a path alone: what kind it is follows from what else is given.</summary>
    public DataSource Guess(ParseResult parsed, string path)
    {
        var kind = parsed.GetValue(_kind)
            ?? (Directory.Exists(path) ? "images" : parsed.GetValue(_labels) is not null ? "idx" : "csv");
        return new DataSource(kind, path, parsed.GetValue(_labels), parsed.GetValue(_schema), parsed.GetValue(_classes) is { Length: > 0 } classes ? classes : null);
    }

    private static string? Absolute(string? path) => path is null ? null : Path.GetFullPath(path);
}
