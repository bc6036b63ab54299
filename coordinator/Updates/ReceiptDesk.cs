using System.Text;
using FederatedSecure.Coordinator.Certificates;
using FederatedSecure.Coordinator.Rounds;
using FederatedSecure.Coordinator.Work;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using Google.Protobuf;
using SiteOutcome = FederatedSecure.Rounds.Machine.SiteOutcome;

namespace FederatedSecure.Coordinator.Updates;

/// <summary>
/// Signs for updates that are in a round. ECDSA signatures differ each time, so the first one is stored: whoever asks again gets
/// the same receipt.
/// </summary>
internal sealed class ReceiptDesk(PlanBook plans, JobHost jobs, JobStore store, ServerIdentity identity)
{
    /// <summary>The receipt for an update that is in a round, open or over; null if it is in none.</summary>
    public Receipt? Find(PlanRef? reference, SiteId site, Digest digest)
    {
        if (reference is null
            || reference.Round > int.MaxValue
            || reference.Attempt > int.MaxValue
            || !JobId.TryParse(reference.JobId, out var id)
            || jobs.Find(id)?.State is not { } state)
        {
            return null;
        }

        var key = new PlanKey(id, (int)reference.Round, (int)reference.Attempt);
        var cohort = state.CurrentKey == key
            ? state.Current!.Sites
            : state.Records.FindLast(record => record.Round == key.Round && record.Attempt == key.Attempt)?.Sites;
        return cohort is not null
            && cohort.TryGetValue(site, out var entry)
            && entry.Outcome is SiteOutcome.Reported or SiteOutcome.Dropped
            && entry.Update == digest
            && plans.IsDigestOf(key, reference.PlanDigest)
                ? Sign(key, site, reference.PlanDigest, digest)
                : null;
    }

    /// <summary>The receipt for an update that has just been taken.</summary>
    public Receipt Sign(OpenPlan plan, Digest digest) => Sign(plan.Key, plan.Site, ByteString.CopyFrom(plan.Plan.Digest.ToArray()), digest);

    private Receipt Sign(PlanKey plan, SiteId site, ByteString planDigest, Digest digest)
    {
        byte[] statement = [.. "federated.v1.Receipt\0"u8, .. planDigest.Span, .. digest.ToArray(), .. Encoding.UTF8.GetBytes(site.Value)];
        return new Receipt
        {
            PlanDigest = planDigest,
            Site = site.Value,
            UpdateDigest = ByteString.CopyFrom(digest.ToArray()),
            Signature = UnsafeByteOperations.UnsafeWrap(store.FixReceipt(plan, site, identity.Sign(statement))),
        };
    }
}
