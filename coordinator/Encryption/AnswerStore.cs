using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Coordinator.Updates;
using FederatedSecure.Hosting.Files;
using FederatedSecure.Rounds;

namespace FederatedSecure.Coordinator.Encryption;

/// <summary>
/// The share holders' answers on disk, so that a coordinator that dies need not ask again those who may be gone by then, and no more
/// of them is in memory than one bucket's. Thrown away with the attempt's updates.
/// </summary>
internal sealed class AnswerStore(UpdateSpool spool, DiskReserve reserve)
{
    // No site's name has a dot in it.
    private const string Folder = ".answers";

    /// <summary>Takes an answer in, part by part.</summary>
    public AnswerWriter Begin(PlanKey plan, SiteId holder)
    {
        reserve.Require(bytes: 0);
        var directory = Path.Combine(spool.PathOf(plan), Folder);
        PrivateFile.CreateDirectory(directory);
        return new AnswerWriter(Path.Combine(directory, holder.Value));
    }

    /// <summary>Opens an answer that was taken in.</summary>
    public AnswerReader Open(PlanKey plan, SiteId holder) => new(Path.Combine(spool.PathOf(plan), Folder, holder.Value));
}
