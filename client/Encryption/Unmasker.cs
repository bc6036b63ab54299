using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Connection;
using FederatedSecure.Client.Policy;
using FederatedSecure.Client.Work;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Hosting.Encryption;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Grpc.Core;
using UploadHeader = FederatedSecure.Cryptography.SecureAggregation.UploadHeader;

namespace FederatedSecure.Client.Encryption;

/// <summary>
/// The site's work as a share holder: looks at who is said to have survived, finds the buckets itself, and gives for each the sum
/// of the shares that its members closed for this site. Trusts nothing that the coordinator shows.
/// </summary>
internal sealed class Unmasker(ClientDirectory directory, ClientIdentity identity, CoordinatorConnection connection, Journal journal, OpeningLog log, TimeProvider time)
{
    /// <summary>Answers for a plan.</summary>
    /// <returns>The partition that was answered for, and whether it was its first answer.</returns>
    /// <exception cref="UnmaskException">Something is not as it should be; nothing has left the site.</exception>
    public async Task<Partition> RunAsync(WorkPlan plan, SitePolicy policy, CancellationToken cancellation)
    {
        var secure = plan.Secure ?? throw new UnmaskException("unmask.plain", "the plan is not encrypted, and has no shares");
        if (!journal.HasAccepted(plan))
        {
            throw new UnmaskException("unmask.not-accepted", "this site has not accepted that plan");
        }

        if (secure.NumberOf(identity.Site) == 0)
        {
            throw new UnmaskException("unmask.not-a-holder", "this site holds no shares of that plan");
        }

        using var key = ShareKey.LoadOrCreate(directory);
        var holder = new ShareHolder(secure, identity.Site, key);
        var survivors = await connection.RunAsync(token => FetchAsync(plan, secure, holder, token), cancellation);
        if (!Partition.TryCreate(secure, [.. survivors.Values.Select(survivor => survivor.Header)], out var partition, out var problem))
        {
            throw new UnmaskException("unmask.survivors", problem);
        }

        Check(plan, policy, partition);
        var entry = new OpeningEntry(
            time.GetUtcNow(), plan.Ref.JobId, plan.Digest.ToString(), partition.Digest.ToString(), [.. partition.Buckets.Select(bucket => bucket.ToArray())]);
        // On disk before the first byte of an answer leaves.
        if (!log.TryRecord(entry))
        {
            throw new UnmaskException("unmask.second", "this site has answered for other buckets of that plan, and does so for one set only");
        }

        await connection.RunAsync(
            async token =>
            {
                await AnswerAsync(plan, partition, holder, survivors, token);
                return true;
            },
            cancellation);
        return partition;
    }

    /// <summary>Tells the coordinator no, and why.</summary>
    public async Task RefuseAsync(WorkPlan plan, string code, string reason, CancellationToken cancellation) => await connection.RunAsync(
        async token => await connection.Unmasking.RefuseUnmaskAsync(
            new RefuseUnmaskRequest { Ref = plan.Ref, Code = code, Reason = reason }, connection.Call(token)),
        cancellation);

    private async ValueTask<Dictionary<string, Survivor>> FetchAsync(WorkPlan plan, SecurePlan secure, ShareHolder holder, CancellationToken cancellation)
    {
        var survivors = new Dictionary<string, Survivor>(StringComparer.Ordinal);
        using var call = connection.Unmasking.GetSurvivors(new GetSurvivorsRequest { Ref = plan.Ref }, cancellationToken: cancellation);
        while (await call.ResponseStream.MoveNext(cancellation))
        {
            var message = call.ResponseStream.Current;
            if (!UploadHeaderMessages.TryRead(message.Header, out var header))
            {
                throw new UnmaskException("unmask.survivors", "a survivor's header cannot be read");
            }

            // Before anything is kept of it: whoever streams without end gets nowhere.
            if (header.Problem(secure) is { } problem)
            {
                throw new UnmaskException("unmask.header", problem);
            }

            if (!holder.IsSigned(header, message.Envelope.Span))
            {
                throw new UnmaskException("unmask.envelope", $"the envelope from {header.Site} is not the one that {header.Site} signed for");
            }

            if (!survivors.TryAdd(header.Site, new Survivor(header, message.Envelope.Memory)))
            {
                throw new UnmaskException("unmask.survivors", "a survivor is named twice");
            }
        }

        return survivors;
    }

    private void Check(WorkPlan plan, SitePolicy policy, Partition partition)
    {
        var smallest = partition.Buckets.Min(bucket => bucket.Length);
        if (smallest < policy.MinimumBucket)
        {
            throw new UnmaskException("policy.bucket", $"a bucket has {smallest} sites; this site asks for at least {policy.MinimumBucket}");
        }

        if (partition.Headers.Count < policy.MinimumCohort)
        {
            throw new UnmaskException("policy.cohort", $"{partition.Headers.Count} sites are left; this site asks for at least {policy.MinimumCohort}");
        }

        // What was answered before is in the matrix already, and may be answered again.
        if (policy.MaximumMembershipRank is { } limit && log.HasAnswered(plan.Digest.ToString(), partition.Digest.ToString()) is null)
        {
            var rank = log.MembershipsOf(plan.Ref.JobId).RankWith(partition.Buckets);
            if (rank > limit)
            {
                throw new UnmaskException(
                    "policy.membership-rank", $"with these buckets the job's memberships would have rank {rank}; this site allows at most {limit}");
            }
        }
    }

    private async Task AnswerAsync(
        WorkPlan plan, Partition partition, ShareHolder holder, Dictionary<string, Survivor> survivors, CancellationToken cancellation)
    {
        using var call = connection.Unmasking.SubmitUnmask(cancellationToken: cancellation);
        for (var bucket = 0; bucket < partition.Buckets.Length; bucket++)
        {
            using var answer = holder.Answer(partition, bucket, sender => survivors[sender].Envelope);
            var message = new SubmitUnmaskRequest { Bucket = (uint)bucket, Complaints = { answer.Complaints } };
            if (bucket == 0)
            {
                message.Ref = plan.Ref;
                message.PartitionDigest = ByteString.CopyFrom(partition.Digest.ToArray());
            }

            if (answer.Sum is { } sum)
            {
                message.Sum = UnsafeByteOperations.UnsafeWrap(sum.ToArray());
            }

            try
            {
                await call.RequestStream.WriteAsync(message, cancellation);
            }
            catch (RpcException)
            {
                // The server has ended the call; the response says why.
                break;
            }
        }

        try
        {
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // As above.
        }

        await call.ResponseAsync;
    }

    private readonly record struct Survivor(UploadHeader Header, ReadOnlyMemory<byte> Envelope);
}
