using FederatedSecure.Cryptography.Content;
using FederatedSecure.Lab.Federation;

namespace FederatedSecure.Lab.Demo;

/// <summary>The published model as `coordinator model export` wrote it.</summary>
/// <param name="File">The safetensors file.</param>
/// <param name="Digest">SHA-256 of that file.</param>
internal sealed record DemoModel(string File, Digest Digest)
{
    public const string FileName = "model.safetensors";

    /// <param name="federation">The federation.</param>
    /// <param name="job">The job.</param>
    /// <param name="progress">The job as far as it came.</param>
    /// <param name="unreleased">Whether a model that is not released will do.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Null if no round was published.</returns>
    public static async Task<DemoModel?> ExportAsync(
        LocalFederation federation, string job, JobProgress progress, bool unreleased, CancellationToken cancellation)
    {
        if (!progress.Published.Any())
        {
            return null;
        }

        string file = Path.Combine(federation.Folder.Root, FileName);
        await federation.Coordinator.ExportModelAsync(job, file, unreleased, cancellation);
        return new DemoModel(file, ContentManifest.OfFile(file).Digest);
    }
}
