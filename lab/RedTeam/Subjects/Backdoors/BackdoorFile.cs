using System.Collections.Immutable;
using System.Text.Json;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Lab.RedTeam.Backdoors.Triggers;
using FederatedSecure.Learning.Data;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Lab.RedTeam.Subjects.Backdoors;

/// <summary>Finds and reads files of known or suspected backdoors: JSON with comments and trailing commas (docs/red-team.md).</summary>
internal static class BackdoorFile
{
    private const int LongestFile = 1 << 20;

    private static readonly JsonReaderOptions ReaderOptions = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 8,
    };

    /// <summary>Reads one, and says of every mistake at once where it stands.</summary>
    /// <param name="path">The file.</param>
    /// <param name="raw">The records that are to be marked, before they are standardized.</param>
    /// <param name="standardization">What they go through before the model sees them.</param>
    /// <exception cref="CommandException">It is not there, or something in it is wrong or does not fit the records.</exception>
    public static ImmutableArray<KnownBackdoor> Read(string path, DataSet raw, Standardization standardization)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LongestFile } file)
            {
                throw Refusal(path, [new JobSpecProblem(1, 1, "", $"such a file has at most {LongestFile:N0} bytes; this one has {file.Length:N0}")]);
            }

            var (backdoors, problems) = Parse(File.ReadAllBytes(path), new BackdoorReader(raw, standardization));
            return problems.Count == 0 ? backdoors : throw Refusal(path, problems);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw BadInput.Of($"The backdoors {path} cannot be read: {exception.Message}", "Correct --backdoors.", exception);
        }
    }

    private static (ImmutableArray<KnownBackdoor> Backdoors, IReadOnlyList<JobSpecProblem> Problems) Parse(byte[] text, BackdoorReader backdoors)
    {
        text = text.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? text[3..] : text;
        try
        {
            var reader = new Utf8JsonReader(text, ReaderOptions);
            using var document = JsonDocument.ParseValue(ref reader);
            // Throws at anything but comments behind the closing brace.
            reader.Read();
            var fields = new JobFields(document.RootElement, JsonPositions.Of(text, ReaderOptions));
            var found = backdoors.Read(fields);
            return (found, [.. fields.Problems.OrderBy(problem => (problem.Line, problem.Column))]);
        }
        catch (JsonException exception)
        {
            // Its line and column count from 0.
            var message = exception.Message.Split(" LineNumber:", 2)[0];
            return ([], [new JobSpecProblem((int)(exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1, "", $"this is not JSON: {message}")]);
        }
        catch (InvalidOperationException)
        {
            return ([], [new JobSpecProblem(1, 1, "", "some text in this file is not valid Unicode: save it as UTF-8")]);
        }
    }

    private static CommandException Refusal(string path, IEnumerable<JobSpecProblem> problems) => BadInput.Of(
        string.Join('\n', problems.Select(problem => $"{path}:{problem}")), "docs/red-team.md says what a file of backdoors holds.");
}
