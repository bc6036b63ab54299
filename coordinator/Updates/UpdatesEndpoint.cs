using System.Text;
using FederatedSecure.Coordinator.Certificates;
using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Identity;
using FederatedSecure.Coordinator.Rounds;
using FederatedSecure.Coordinator.Sites;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Coordinator.Work;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Hosting.Wire;
using FederatedSecure.Models;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Machine;
using Google.Protobuf;
using Grpc.Core;
using JobPhase = FederatedSecure.Rounds.Machine.JobPhase;
using SiteOutcome = FederatedSecure.Rounds.Machine.SiteOutcome;
using TrainingSummary = FederatedSecure.Protos.V1.TrainingSummary;

namespace FederatedSecure.Coordinator.Updates;

/// <summary>Takes updates in: announce, put what is missing, commit.</summary>
internal sealed class UpdatesEndpoint(PlanDesk plans, JobHost jobs, UpdateSpool spool, SiteRegistry sites, ServerIdentity identity)
{
    private const double MostSeconds = 1e9;
    private const ulong MostExamples = 1UL << 53;

    public Task<OfferUpdateResponse> OfferUpdate(OfferUpdateRequest request, ServerCallContext context)
    {
        var plan = plans.Require(request.Ref, context);
        RequireTraining(plan);
        if (request.Encoding != UpdateEncoding.Float32)
        {
            throw Refusals.UpdateEncoding.Because($"A plain update is encoded as FLOAT32, not as {request.Encoding}.");
        }

        var manifest = Read(request.Manifest, ParameterLayout.Of(plan.State.Spec.Model).ByteLength);
        var counts = Storing(() => spool.Announce(plan.Key, plan.Site, manifest));
        if (counts != manifest)
        {
            throw Refusals.UpdateOther.Because($"{plan.Site} has announced another update for {plan.Key} before.");
        }

        plan.Post(new JobEvent.ProgressMade(plan.Key.Round, plan.Key.Attempt, plan.Site));
        return Task.FromResult(new OfferUpdateResponse
        {
            Missing = { spool.Missing(plan.Key, plan.Site, manifest).Select(index => ByteString.CopyFrom(manifest.Chunks[index].ToArray())) },
        });
    }

    public async Task<PutChunksResponse> PutChunks(IAsyncStreamReader<WireChunk> requests, ServerCallContext context)
    {
        OpenPlan? plan = null;
        ContentManifest? manifest = null;
        ILookup<Digest, int>? places = null;
        uint stored = 0;
        while (await requests.MoveNext(context.CancellationToken))
        {
            using var chunk = requests.Current;
            if (plan is null)
            {
                plan = plans.Require(chunk.Ref, context);
                RequireTraining(plan);
                manifest = spool.Announced(plan.Key, plan.Site)
                    ?? throw Refusals.UpdateManifest.Because($"{plan.Site} has not announced an update for {plan.Key}.");
                places = Enumerable.Range(0, manifest.Chunks.Length).ToLookup(index => manifest.Chunks[index]);
            }

            if (chunk.Digest is null && chunk.Data.IsEmpty)
            {
                // The first message may carry the plan alone.
                continue;
            }

            if (chunk.Digest is not { } digest || !places!.Contains(digest))
            {
                throw Refusals.ChunkUnknown.Because("A chunk arrived that is not part of the announced update.");
            }

            if (chunk.Data.Length != manifest!.LengthOf(places[digest].First()))
            {
                throw Refusals.ChunkSize.Because($"A chunk has {chunk.Data.Length:N0} bytes instead of {manifest.LengthOf(places[digest].First()):N0}.");
            }

            if (Digest.Of(chunk.Data.Span) != digest)
            {
                throw Refusals.ChunkDigest.Because("A chunk was altered on its way: its SHA-256 is not what it was announced with.");
            }

            foreach (var index in places[digest])
            {
                Storing(() =>
                {
                    spool.Put(plan.Key, plan.Site, index, chunk.Data.Span);
                    return true;
                });
            }

            stored++;
            // Bytes that arrive are a sign of life.
            plan.Driver.Post(new JobEvent.ProgressMade(plan.Key.Round, plan.Key.Attempt, plan.Site));
        }

        return new PutChunksResponse { Stored = stored };
    }

    public Task<CommitResponse> Commit(CommitRequest request, ServerCallContext context)
    {
        if (!Digest.TryFromBytes(request.UpdateDigest.Span, out var digest))
        {
            throw Refusals.RequestBad.Because("The call names no update.");
        }

        // The answer to the first commit may have got lost, and the round may have ended since.
        if (IsTaken(request.Ref, context.CallingSite(), digest))
        {
            return Task.FromResult(Receipt(request.Ref, context.CallingSite(), digest));
        }

        var plan = plans.Require(request.Ref, context);
        RequireTraining(plan);
        var summary = Read(request.Summary);
        var manifest = spool.Announced(plan.Key, plan.Site);
        if (manifest?.Digest != digest)
        {
            throw Refusals.UpdateOther.Because($"The update was not announced for {plan.Key}.");
        }

        var missing = spool.Missing(plan.Key, plan.Site, manifest).Count();
        if (missing > 0)
        {
            throw Refusals.UpdateIncomplete.Because($"{missing} of {manifest.Chunks.Length} chunks have not arrived.");
        }

        switch (Storing(() => spool.Verify(plan.Key, plan.Site, manifest)))
        {
            case UpdateVerdict.WrongDigest:
                throw Exclude(plan, Refusals.UpdateDigest, "the chunks do not make up the announced whole");
            case UpdateVerdict.NotFinite:
                throw Exclude(plan, Refusals.UpdateNotFinite, "the update contains values that are not finite");
            default:
                plan.Post(new JobEvent.UpdateCommitted(plan.Key.Round, plan.Key.Attempt, plan.Site, digest, manifest.Length, summary));
                return Task.FromResult(Receipt(request.Ref, plan.Site, digest));
        }
    }

    private static void RequireTraining(OpenPlan plan)
    {
        if (plan.State.Phase == JobPhase.Evaluating)
        {
            throw Refusals.RoundClosed.Because($"{plan.Key} takes no updates.");
        }
    }

    private static ContentManifest Read(Manifest? message, long expectedLength)
    {
        if (message is null || message.ChunkSize != ContentManifest.ChunkSize)
        {
            throw Refusals.UpdateManifest.Because("The update has no manifest with chunks of 1,048,576 bytes.");
        }

        if (message.Length != (ulong)expectedLength)
        {
            throw Refusals.UpdateShape.Because($"The update has {message.Length:N0} bytes; the plan's model has {expectedLength:N0}.");
        }

        if (ContentManifest.Problem(expectedLength, message.Chunks.Count) is { } problem)
        {
            throw Refusals.UpdateManifest.Because($"The update's manifest is wrong: {problem}.");
        }

        if (!Digest.TryFromBytes(message.Digest.Span, out var whole) || message.Chunks.Any(chunk => chunk.Length != Digest.Size))
        {
            throw Refusals.UpdateManifest.Because("The update's manifest contains something that is no SHA-256.");
        }

        return new ContentManifest(whole, expectedLength, [.. message.Chunks.Select(chunk => Digest.FromBytes(chunk.Span))]);
    }

    private static FederatedSecure.Rounds.Machine.TrainingSummary Read(TrainingSummary? summary) =>
        summary is { Examples: >= 1 and <= MostExamples }
        && double.IsFinite(summary.Loss)
        && summary.Loss >= 0
        && summary.Seconds is >= 0 and <= MostSeconds
            ? new FederatedSecure.Rounds.Machine.TrainingSummary((long)summary.Examples, summary.Loss, summary.Seconds)
            : throw Refusals.SummaryBad.Because("The figures of the training cannot be right.");

    private static T Storing<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (IOException exception) when (StorageErrors.IsFull(exception))
        {
            throw Refusals.StorageFull.Because("The coordinator's disk is full.");
        }
    }

    private RpcException Exclude(OpenPlan plan, Refusal refusal, string reason)
    {
        plan.Post(new JobEvent.UpdateUnusable(plan.Key.Round, plan.Key.Attempt, plan.Site, refusal.Code, reason));
        sites.NoteProblem(plan.Site, $"{plan.Key}: {refusal.Code}: {reason}");
        return refusal.Because($"{plan.Site} is out of {plan.Key}: {reason}.");
    }

    private bool IsTaken(PlanRef? reference, SiteId site, Digest digest)
    {
        if (reference is null || !JobId.TryParse(reference.JobId, out var id) || jobs.Find(id)?.State is not { } state)
        {
            return false;
        }

        var cohort = state.Current is { } round && round.Round == reference.Round && round.Attempt == reference.Attempt
            ? round.Sites
            : state.Records.LastOrDefault(record => record.Round == reference.Round && record.Attempt == reference.Attempt)?.Sites;
        return cohort is not null
            && cohort.TryGetValue(site, out var entry)
            && entry.Outcome == SiteOutcome.Reported
            && entry.Update == digest
            && plans.IsDigestOf(new PlanKey(id, (int)reference.Round, (int)reference.Attempt), reference.PlanDigest);
    }

    private CommitResponse Receipt(PlanRef reference, SiteId site, Digest digest)
    {
        byte[] signed = [.. "federated.v1.Receipt\0"u8, .. reference.PlanDigest.Span, .. digest.ToArray(), .. Encoding.UTF8.GetBytes(site.Value)];
        return new CommitResponse
        {
            Receipt = new Receipt
            {
                PlanDigest = reference.PlanDigest,
                Site = site.Value,
                UpdateDigest = ByteString.CopyFrom(digest.ToArray()),
                Signature = ByteString.CopyFrom(identity.Sign(signed)),
            },
        };
    }
}
