using System.Text.Json;
using FederatedSecure.Assurance.Gates;
using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Hosting.Commands;

namespace FederatedSecure.Coordinator.Commands;

/// <summary>
/// The gate of a job that names a file instead of writing the rules down. Its text takes the place of the name before the job is
/// submitted, so that the coordinator keeps the job whole, and a file that changes later changes no job.
/// </summary>
internal static class GateFile
{
    private static readonly JsonReaderOptions ReaderOptions = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The job with its gate in it; the job itself if it names no file, or is no JSON, which its reader then says better.</summary>
    /// <param name="job">The job file's bytes.</param>
    /// <param name="folder">Where the job file lies: names are relative to it.</param>
    /// <exception cref="CommandException">The named file is not there, or is no gate.</exception>
    public static byte[] Inline(byte[] job, string folder)
    {
        if (Find(job) is not var (name, range))
        {
            return job;
        }

        var path = Path.GetFullPath(name, folder);
        if (!File.Exists(path))
        {
            throw new CommandException(ExitCode.NotFound, $"There is no file {path}, which the job's release.gate names.", "Correct the name; it counts from where the job file lies.");
        }

        var gate = File.ReadAllBytes(path);
        var reading = Gate.Read(gate);
        if (!reading.IsGood)
        {
            throw new CommandException(
                ExitCode.BadInput,
                string.Join('\n', reading.Problems.Select(problem => $"{path}:{problem.Line}: {problem.Path} {problem.Message}")),
                Refusals.JobFileBad.Remedy);
        }

        // On one line and without comments, so that every other line of the job keeps its number.
        using var document = JsonDocument.Parse(WithoutMark(gate), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        return [.. job[..range.Start], .. JsonSerializer.SerializeToUtf8Bytes(document.RootElement, JsonSerializerOptions.Default), .. job[range.End..]];
    }

    private static ReadOnlyMemory<byte> WithoutMark(byte[] utf8) => utf8.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? utf8.AsMemory(3) : utf8;

    /// <summary>The text at release.gate and where it stands; null if something else stands there.</summary>
    private static (string Name, Range Place)? Find(byte[] job)
    {
        try
        {
            var mark = job.Length - WithoutMark(job).Length;
            var reader = new Utf8JsonReader(job.AsSpan(mark), ReaderOptions);
            var within = "";
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                if (reader.CurrentDepth == 1)
                {
                    within = reader.GetString() ?? "";
                }
                else if (reader.CurrentDepth == 2 && within == "release" && reader.ValueTextEquals("gate"u8))
                {
                    reader.Read();
                    var start = mark + (int)reader.TokenStartIndex;
                    return reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } name
                        ? (name, start..(mark + (int)reader.BytesConsumed))
                        : null;
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The reader of job files says what is wrong, with its place.
        }

        return null;
    }
}
