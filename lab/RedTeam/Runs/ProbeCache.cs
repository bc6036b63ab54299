using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Lab.RedTeam.Runs;

/// <summary>
/// Where probes keep what takes long to make (shadow models, say) while they are not finished. There is a folder for each fingerprint of the
/// inputs: what was made for another model, other records or another seed is never found.
/// </summary>
/// <param name="folder">The run's.</param>
/// <param name="fingerprint">Of the inputs.</param>
internal sealed class ProbeCache(string folder, Digest fingerprint)
{
    private readonly string _root = Path.Combine(folder, "cache", fingerprint.ToString());

    /// <summary>The folder of one probe; made by the probe when it keeps something.</summary>
    public string FolderOf(string probe) => Path.Combine(_root, probe);

    /// <summary>Deletes what a finished probe kept: its result is kept, and nothing of the way there is needed again.</summary>
    public void Clear(string probe)
    {
        if (Directory.Exists(FolderOf(probe)))
        {
            Directory.Delete(FolderOf(probe), recursive: true);
        }
    }
}
