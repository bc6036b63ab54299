using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Coordinator.Updates;
using FederatedSecure.Hosting.Files;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using Google.Protobuf;

namespace FederatedSecure.Coordinator.Encryption;

/// <summary>
/// The share holders' answers on disk, so that a coordinator that dies need not ask again those who may be gone by then. Thrown
/// away with the attempt's updates.
/// </summary>
internal sealed class AnswerStore(UpdateSpool spool, DiskReserve reserve)
{
    // No site's name has a dot in it.
    private const string Folder = ".answers";

    /// <summary>Keeps an answer; it is on disk when this returns.</summary>
    public void Store(PlanKey plan, SiteId holder, IReadOnlyList<SubmitUnmaskRequest> answer)
    {
        var directory = Path.Combine(spool.PathOf(plan), Folder);
        PrivateFile.CreateDirectory(directory);
        using var bytes = new MemoryStream();
        foreach (var bucket in answer)
        {
            bucket.WriteDelimitedTo(bytes);
        }

        reserve.Require(bytes.Length);
        PrivateFile.Write(Path.Combine(directory, holder.Value), bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        DirectoryEntry.Flush(directory);
    }

    /// <summary>Brings an answer back, bucket by bucket.</summary>
    public IReadOnlyList<SubmitUnmaskRequest> Read(PlanKey plan, SiteId holder)
    {
        using var file = File.OpenRead(Path.Combine(spool.PathOf(plan), Folder, holder.Value));
        var answer = new List<SubmitUnmaskRequest>();
        while (file.Position < file.Length)
        {
            answer.Add(SubmitUnmaskRequest.Parser.ParseDelimitedFrom(file));
        }

        return answer;
    }
}
