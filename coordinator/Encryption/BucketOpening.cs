using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FederatedSecure.Coordinator.Updates;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Numerics;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Machine;
using Microsoft.Win32.SafeHandles;

namespace FederatedSecure.Coordinator.Encryption;

/// <summary>
/// Opens a round's buckets one after the other and stores their means. What is in memory is the answers for one bucket and a few
/// chunks, however large the model is and however many sites there are.
/// </summary>
internal sealed class BucketOpening(UnmaskDesk desk, AnswerStore answers, MeanStore means, UpdateSpool spool, IRandomSource random)
{
    /// <summary>Opens what can be opened with the answers there are.</summary>
    /// <param name="state">The job.</param>
    /// <param name="effect">The attempt and who has answered.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <returns>The event that tells of it.</returns>
    /// <exception cref="IOException">There is no room.</exception>
    public JobEvent Open(JobState state, JobEffect.OpenBuckets effect, CancellationToken cancellation)
    {
        var opening = desk.Of(state);
        var opener = new BucketOpener(opening.Plan, opening.Partition, random);
        var results = ImmutableArray.CreateBuilder<BucketResult>(opening.Partition.Buckets.Length);
        var readers = new List<(SiteId Holder, AnswerReader Answer)>();
        try
        {
            readers.AddRange(effect.Holders.Select(holder => (holder, answers.Open(effect.Plan, holder))));
            for (var bucket = 0; bucket < opening.Partition.Buckets.Length; bucket++)
            {
                results.Add(Open(opening, opener, bucket, readers, cancellation));
            }
        }
        finally
        {
            readers.ForEach(reader => reader.Answer.Dispose());
        }

        means.Secure(effect.Plan);
        return new JobEvent.BucketsOpened(effect.Plan.Round, effect.Plan.Attempt, effect.Holders.Length, results.MoveToImmutable());
    }

    private BucketResult Open(
        Opening opening,
        BucketOpener opener,
        int bucket,
        List<(SiteId Holder, AnswerReader Answer)> readers,
        CancellationToken cancellation)
    {
        BucketAnswer[] parts = [.. readers.Select(reader => UnmaskDesk.Read(opening, reader.Holder, reader.Answer.Next()))];
        var uploads = new List<SafeFileHandle>();
        try
        {
            using var file = means.Create(opening.Key, bucket, opening.Plan.Terms.Values);
            var opened = opener.Open(
                bucket,
                parts,
                site =>
                {
                    var upload = spool.OpenContent(opening.Key, new SiteId(site));
                    uploads.Add(upload);
                    return (offset, destination) => ReadFully(upload, offset, destination);
                },
                (first, mean) => RandomAccess.Write(file, MemoryMarshal.AsBytes(mean), first * sizeof(float)),
                cancellation);
            RandomAccess.FlushToDisk(file);
            return Result(opened);
        }
        finally
        {
            uploads.ForEach(upload => upload.Dispose());
            Array.ForEach(parts, part => part.Dispose());
        }
    }

    private static void ReadFully(SafeFileHandle file, long offset, Span<byte> destination)
    {
        if (RandomAccess.Read(file, destination, offset) != destination.Length)
        {
            throw new EndOfStreamException("An update has been cut off on disk.");
        }
    }

    private static BucketResult Result(OpenedBucket opened) => new(
        [.. opened.Members.Select(site => new SiteId(site))],
        opened.Figures is { } sums
            ? new BucketFigures(sums.Weight, sums.Examples, sums.LossSum, sums.Evaluated, sums.Correct, sums.EvaluationLossSum, sums.Evaluators)
            : null,
        opened.Problem ?? "",
        opened.CanRetry,
        [.. opened.WrongHolders.Select(site => new SiteId(site))],
        [.. opened.Complained.Select(entry => new ShareComplaint(new SiteId(entry.Key), entry.Value))]);
}
