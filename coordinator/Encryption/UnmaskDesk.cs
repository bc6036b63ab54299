using System.Collections.Immutable;
using FederatedSecure.Coordinator.Updates;
using FederatedSecure.Coordinator.Work;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Cryptography.Sharing;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Coordinator.Encryption;

/// <summary>What the coordinator knows of a round that is being opened: the survivors' headers, the buckets that follow from them.</summary>
internal sealed class UnmaskDesk(PlanBook book, UpdateSpool spool)
{
    private volatile Opening? _last;

    /// <summary>The round that a job is opening.</summary>
    /// <exception cref="InvalidDataException">A header that was found good when it arrived is no longer.</exception>
    public Opening Of(JobState state)
    {
        var issued = book.Issue(state);
        if (_last is { } last && last.Key == issued.Key)
        {
            return last;
        }

        ImmutableArray<SiteId> survivors =
            [.. state.Current!.Sites.Where(entry => entry.Value.Outcome == FederatedSecure.Rounds.Machine.SiteOutcome.Reported).Select(entry => entry.Key)];
        var headers = survivors.Select(site => spool.ReadHeader(issued.Key, site)).ToArray();
        return Cryptography.SecureAggregation.Partition.TryCreate(issued.Secure!, headers, out var partition, out var problem)
            ? _last = new Opening(issued.Key, issued.Secure!, partition, survivors)
            : throw new InvalidDataException($"The updates of {issued.Key} make no buckets: {problem}.");
    }

    /// <summary>What is wrong with a part of a holder's answer; null if nothing is.</summary>
    /// <param name="opening">The round.</param>
    /// <param name="bucket">The bucket that it must be about.</param>
    /// <param name="part">The part.</param>
    public static string? Problem(Opening opening, int bucket, SubmitUnmaskRequest part)
    {
        var buckets = opening.Partition.Buckets;
        return bucket >= buckets.Length ? $"it has more parts than the {buckets.Length} buckets"
            : part.Bucket != bucket ? $"part {bucket} is about bucket {part.Bucket}"
            : part.Complaints.Count > 0 != part.Sum.IsEmpty ? $"for bucket {bucket} it has both a sum and complaints, or neither"
            : part.Complaints.Any(site => !buckets[bucket].Contains(site)) || part.Complaints.Distinct().Count() != part.Complaints.Count
                ? $"for bucket {bucket} it complains of a site that is not in it, or twice of one"
            : !part.Sum.IsEmpty && part.Sum.Length != SecretShare.ByteCount(opening.Plan.Ring)
                ? $"for bucket {bucket} its sum has {part.Sum.Length} bytes instead of {SecretShare.ByteCount(opening.Plan.Ring)}"
            : null;
    }

    /// <summary>A holder's answer for a bucket. A sum whose words are not below q is none.</summary>
    public static BucketAnswer Read(Opening opening, SiteId holder, SubmitUnmaskRequest part)
    {
        if (part.Complaints.Count > 0)
        {
            return new BucketAnswer((int)part.Bucket, null, [.. part.Complaints]);
        }

        return new BucketAnswer(
            (int)part.Bucket,
            SecretShare.TryRead(opening.Plan.Ring, opening.Plan.NumberOf(holder.Value), part.Sum.Span, out var sum) ? sum : null,
            []);
    }
}
