using System.Runtime.InteropServices;
using System.Text.Json;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Hosting.Encryption;
using FederatedSecure.Hosting.Files;
using Google.Protobuf;

namespace FederatedSecure.Client.Work;

/// <summary>
/// Keeps the update of a plan on disk before its first byte leaves the site, so that a restart uploads the same bytes and never
/// trains the same plan twice.
/// </summary>
internal sealed class UpdateStore(ClientDirectory directory)
{
    /// <summary>The file of a plan's update.</summary>
    public string PathOf(WorkPlan plan) => Path.Combine(FolderOf(plan), "update.bin");

    /// <summary>The figures of a stored update; null if there is none that is whole.</summary>
    public StoredSummary? Find(WorkPlan plan)
    {
        // Written last: where it is, the update is whole.
        var file = SummaryFile(plan);
        return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), ClientJson.Default.StoredSummary) : null;
    }

    /// <summary>Stores an update that the coordinator may read.</summary>
    public StoredSummary Store(WorkPlan plan, StoredSummary summary, ReadOnlySpan<float> update)
    {
        PrivateFile.CreateDirectory(FolderOf(plan));
        PrivateFile.Write(PathOf(plan), MemoryMarshal.AsBytes(update));
        return Complete(plan, summary);
    }

    /// <summary>
    /// Stores an encrypted update: one plan, one secret, one ciphertext. Whatever happens from now on, these bytes are what is sent
    /// for this plan.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="summary">The figures, which stay here.</param>
    /// <param name="protect">Writes the upload and signs for it.</param>
    public StoredSummary Store(WorkPlan plan, StoredSummary summary, Func<Stream, UploadHeader> protect)
    {
        PrivateFile.CreateDirectory(FolderOf(plan));
        UploadHeader header;
        using (var file = PrivateFile.Create(PathOf(plan)))
        {
            header = protect(file);
            file.Flush(flushToDisk: true);
        }

        PrivateFile.Write(HeaderFile(plan), header.ToMessage().ToByteArray());
        return Complete(plan, summary);
    }

    /// <summary>The site's signed word on its stored update; null for a plain one.</summary>
    public Protos.V1.UploadHeader? HeaderOf(WorkPlan plan) =>
        File.Exists(HeaderFile(plan)) ? Protos.V1.UploadHeader.Parser.ParseFrom(File.ReadAllBytes(HeaderFile(plan))) : null;

    /// <summary>Forgets a plan's update.</summary>
    public void Discard(WorkPlan plan)
    {
        if (Directory.Exists(FolderOf(plan)))
        {
            Directory.Delete(FolderOf(plan), recursive: true);
        }
    }

    /// <summary>Forgets the updates of all other plans: a site works on one at a time.</summary>
    public void DiscardAllBut(WorkPlan plan)
    {
        foreach (var folder in Directory.EnumerateDirectories(directory.Plans).Where(folder => folder != FolderOf(plan)))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private StoredSummary Complete(WorkPlan plan, StoredSummary summary)
    {
        PrivateFile.Write(SummaryFile(plan), JsonSerializer.SerializeToUtf8Bytes(summary, ClientJson.Default.StoredSummary));
        return summary;
    }

    private string HeaderFile(WorkPlan plan) => Path.Combine(FolderOf(plan), "header.bin");

    private string FolderOf(WorkPlan plan) => Path.Combine(directory.Plans, plan.Digest.ToString());

    private string SummaryFile(WorkPlan plan) => Path.Combine(FolderOf(plan), "summary.json");
}
