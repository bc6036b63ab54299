using System.Text.Json;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.RedTeam.Subjects;

/// <summary>Finds and reads a model's specification: a file of its own, or the "model" of a job file.</summary>
internal static class SpecFile
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 32 };

    /// <summary>Reads it.</summary>
    /// <param name="named">The file that was named; null to look beside the weights.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="notes">Told where it was found, if nobody named it.</param>
    public static ModelSpec Read(string? named, string weights, ICollection<string> notes)
    {
        if (named is not null)
        {
            return Parse(named);
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(weights))!;
        string[] candidates = [$"{Path.GetFileNameWithoutExtension(weights)}.json", "job.json", "model.json"];
        var found = candidates.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) ?? throw BadInput.Of(
            $"The weights in {weights} need the model's specification; beside them is none of {string.Join(", ", candidates)}.",
            "Name it with --spec: a model file (docs/model-spec.md), or the job file that trained it.");
        notes.Add($"The model's specification is that of {Path.GetFileName(found)}, found beside the weights.");
        return Parse(found);
    }

    private static ModelSpec Parse(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Options);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("model", out var model)
                ? ModelSpec.Parse(model)
                : ModelSpec.Parse(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw BadInput.Of($"{path} is not JSON: line {(exception.LineNumber ?? 0) + 1}: {exception.Message.Split(" LineNumber:", 2)[0]}", inner: exception);
        }
        catch (ModelSpecException exception)
        {
            throw BadInput.Of($"{path}: {exception.Message}", inner: exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw BadInput.Of($"There is no file {path}.", "Correct --spec.", exception);
        }
    }
}
