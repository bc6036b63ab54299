using System.Text.Json;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.Client.Prediction;

/// <summary>A model as it was released: its specification and its weights.</summary>
/// <param name="Spec">The specification.</param>
/// <param name="Weights">The weights, in layout order.</param>
/// <param name="Digest">SHA-256 of the weights file, which is its version.</param>
internal sealed record ReleasedModel(ModelSpec Spec, float[] Weights, string Digest)
{
    /// <summary>Reads both files.</summary>
    /// <param name="specification">A model specification, or a job file with one under "model".</param>
    /// <param name="weights">The safetensors file that `coordinator model export` wrote.</param>
    /// <exception cref="CommandException">A file is missing or wrong, or they do not belong together.</exception>
    public static ReleasedModel Read(string specification, string weights)
    {
        var spec = ReadSpec(Existing(specification));
        try
        {
            var layout = ParameterLayout.Of(spec);
            using var file = SafetensorsFile.Open(Existing(weights));
            file.Validate(layout);
            var values = file.ReadAll(layout);
            using var stream = File.OpenRead(weights);
            var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(stream));
            return VectorKernels.AllFinite(values)
                ? new ReleasedModel(spec, values, digest)
                : throw new CommandException(ExitCode.BadInput, $"{weights}: some weights are not finite numbers.", "Export the model again, and do not use this one.");
        }
        catch (SafetensorsException exception)
        {
            throw new CommandException(
                ExitCode.BadInput, $"{weights}: {exception.Message}", "Name the file that `coordinator model export` wrote for the model of this specification.", exception);
        }
    }

    private static ModelSpec ReadSpec(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(
                File.ReadAllText(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return ModelSpec.Parse(json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("model", out var model) ? model : json.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or ModelSpecException)
        {
            throw new CommandException(
                ExitCode.BadInput, $"{path}: {exception.Message}", "Name a model specification, or the job file that has it under \"model\".", exception);
        }
    }

    private static string Existing(string path) => File.Exists(path)
        ? path
        : throw new CommandException(ExitCode.NotFound, $"There is no file {path}.", "Look at the path; `client predict --help` shows what is needed.");
}
