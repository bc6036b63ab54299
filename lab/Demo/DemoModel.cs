using FederatedSecure.Cryptography.Content;
using FederatedSecure.Lab.Federation;

namespace FederatedSecure.Lab.Demo;

/// <summary>The published model as `coordinator model export` wrote it.</summary>
/// <param name="File">The safetensors file.</param>
/// <param name="Digest">SHA-256 of that file.</param>
internal sealed record DemoModel(string File, Digest Digest)
{
    public const string FileName = "model.safetensors";

    /// <returns>Null if no round was published.</returns>
    public static async Task<DemoModel?> ExportAsync(LocalFederation federation, string job, JobProgress progress, CancellationToken cancellation)
    {
        if (!progress.Published.Any())
        {
            return null;
        }

        string file = Path.Combine(federation.Folder.Root, FileName);
        await federation.Coordinator.ExportModelAsync(job, file, cancellation);
        return new DemoModel(file, ContentManifest.OfFile(file).Digest);
    }
}
