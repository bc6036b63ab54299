using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Identity;
using FederatedSecure.Coordinator.Sites;
using FederatedSecure.Coordinator.Work;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Hosting.Encryption;
using FederatedSecure.Hosting.Wire;
using FederatedSecure.Models;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds.Machine;
using Google.Protobuf;
using Grpc.Core;
using JobPhase = FederatedSecure.Rounds.Machine.JobPhase;
using SiteOutcome = FederatedSecure.Rounds.Machine.SiteOutcome;

namespace FederatedSecure.Coordinator.Updates;

/// <summary>Takes updates in: announce, put what is missing, commit.</summary>
internal sealed class UpdatesEndpoint(PlanDesk plans, UpdateSpool spool, ReceiptDesk receipts, SiteRegistry sites) : IDisposable
{
    // Reading an update through keeps a core and the disk busy; more at once would only keep everybody else waiting.
    private readonly SemaphoreSlim _verifying = new(Environment.ProcessorCount);

    public Task<OfferUpdateResponse> OfferUpdate(OfferUpdateRequest request, ServerCallContext context)
    {
        var plan = RequireTraining(plans.Require(request.Ref, context));
        var manifest = plan.Plan.Secure is { } secure
            ? UpdateMessages.ReadManifest(request, UpdateEncoding.Bfv, secure.Upload.Length)
            : UpdateMessages.ReadManifest(request, UpdateEncoding.Float32, ParameterLayout.Of(plan.State.Spec.Model).ByteLength);
        SignOfLife(plan);
        if (spool.Announce(plan.Key, plan.Site, manifest) != manifest)
        {
            throw Refusals.UpdateOther.Because($"{plan.Site} has announced another update for {plan.Key} before.");
        }

        using var update = Open(plan);
        return Task.FromResult(new OfferUpdateResponse
        {
            Missing = { update.Missing().Select(index => ByteString.CopyFrom(manifest.Chunks[index].ToArray())) },
        });
    }

    public async Task<PutChunksResponse> PutChunks(IAsyncStreamReader<WireChunk> requests, ServerCallContext context)
    {
        if (!await UpdateMessages.NextAsync(requests, context.CancellationToken))
        {
            throw Refusals.RequestBad.Because("The call ended before it had begun.");
        }

        var plan = RequireTraining(plans.Require(requests.Current.Ref, context));
        using var update = Open(plan);
        return new PutChunksResponse { Stored = await TakeInAsync(plan, update, requests, context.CancellationToken) };
    }

    public async Task<CommitResponse> Commit(CommitRequest request, ServerCallContext context)
    {
        if (!Digest.TryFromBytes(request.UpdateDigest.Span, out var digest))
        {
            throw Refusals.RequestBad.Because("The call names no update.");
        }

        // The answer to the first commit may have got lost, and the round may have ended since.
        if (receipts.Find(request.Ref, context.CallingSite(), digest) is { } earlier)
        {
            return new CommitResponse { Receipt = earlier };
        }

        var plan = RequireTraining(plans.Require(request.Ref, context));
        var summary = plan.Plan.Secure is null ? UpdateMessages.ReadSummary(request.Summary) : null;
        if (summary is null)
        {
            UpdateMessages.RequireNone(request.Summary);
        }

        using var update = Open(plan);
        if (update.Manifest.Digest != digest)
        {
            throw Refusals.UpdateOther.Because($"{plan.Site} has announced another update for {plan.Key}.");
        }

        RequireComplete(update);
        SignOfLife(plan);
        switch (await VerifyAsync(update, isPlain: summary is not null, context.CancellationToken))
        {
            case UpdateVerdict.Incomplete:
                RequireComplete(update);
                break;
            case UpdateVerdict.WrongDigest:
                throw Exclude(plan, update, Refusals.UpdateDigest, "the chunks do not make up the announced whole");
            case UpdateVerdict.NotFinite:
                throw Exclude(plan, update, Refusals.UpdateNotFinite, "the update contains values that are not finite");
            default:
                CheckEncrypted(plan, update, request.Header);
                spool.Secure(plan.Key, plan.Site);
                break;
        }

        plan.Post(new JobEvent.UpdateCommitted(plan.Key.Round, plan.Key.Attempt, plan.Site, digest, update.Manifest.Length, summary, UpdateMessages.ReadPrivacy(request.Privacy)));
        return new CommitResponse { Receipt = receipts.Sign(plan, digest) };
    }

    /// <inheritdoc/>
    public void Dispose() => _verifying.Dispose();

    /// <summary>An attempt takes updates while it collects them. A site whose update is in may still ask for its receipt.</summary>
    private static OpenPlan RequireTraining(OpenPlan plan) =>
        plan.State.Phase == JobPhase.Collecting
        || (plan.State.Phase == JobPhase.Evaluating && plan.Plan.Secure is not null)
        || plan.State.Current!.Sites[plan.Site] is { Outcome: SiteOutcome.Reported, Update: not null }
            ? plan
            : throw Refusals.RoundClosed.Because($"{plan.Key} takes no updates.");

    /// <summary>What can be seen of an encrypted update without opening anything.</summary>
    private void CheckEncrypted(OpenPlan plan, SpooledUpdate update, Protos.V1.UploadHeader? message)
    {
        if (plan.Plan.Secure is not { } secure)
        {
            return;
        }

        if (!UploadHeaderMessages.TryRead(message, out var header) || header.Site != plan.Site.Value || header.Update != update.Manifest.Digest)
        {
            throw Exclude(plan, update, Refusals.UpdateHeader, "the update comes without a header of its own");
        }

        if (header.Problem(secure) is { } problem)
        {
            throw Exclude(plan, update, Refusals.UpdateHeader, problem);
        }

        if (UploadCheck.Problem(secure, header, update.Read) is { } fault)
        {
            throw Exclude(plan, update, Refusals.UpdateCiphertext, fault);
        }

        spool.StoreHeader(plan.Key, plan.Site, header);
    }

    /// <summary>Keeps the chunks of a call. While one is checked and written, the next one is on its way.</summary>
    /// <returns>How many there were.</returns>
    private static async Task<uint> TakeInAsync(OpenPlan plan, SpooledUpdate update, IAsyncStreamReader<WireChunk> requests, CancellationToken cancellation)
    {
        uint stored = 0;
        var storing = Task.CompletedTask;
        try
        {
            do
            {
                var chunk = requests.Current;
                await storing;
                if (chunk.Digest is null && chunk.Data.IsEmpty)
                {
                    // The first message may carry the plan alone.
                    chunk.Dispose();
                    continue;
                }

                storing = Task.Run(
                    () =>
                    {
                        using (chunk)
                        {
                            update.Put(UpdateMessages.Check(chunk, update), chunk.Data.Span);
                        }
                    },
                    CancellationToken.None);
                stored++;
                // Bytes that arrive are a sign of life. If the attempt is over, the rest need not be sent.
                SignOfLife(plan);
            }
            while (await UpdateMessages.NextAsync(requests, cancellation));
        }
        finally
        {
            // Whatever ended the call: nothing may use the update's files after this.
            await storing;
        }

        return stored;
    }

    private static void RequireComplete(SpooledUpdate update)
    {
        if (update.Missing().Count is > 0 and var missing)
        {
            throw Refusals.UpdateIncomplete.Because($"{missing} of {update.Manifest.Chunks.Length} chunks have not arrived.");
        }
    }

    private static void SignOfLife(OpenPlan plan) => plan.Post(new JobEvent.ProgressMade(plan.Key.Round, plan.Key.Attempt, plan.Site));

    private SpooledUpdate Open(OpenPlan plan) => spool.Open(plan.Key, plan.Site)
        ?? throw Refusals.UpdateManifest.Because($"{plan.Site} has not announced an update for {plan.Key}.");

    private async Task<UpdateVerdict> VerifyAsync(SpooledUpdate update, bool isPlain, CancellationToken cancellation)
    {
        await _verifying.WaitAsync(cancellation);
        try
        {
            return update.Verify(isPlain);
        }
        finally
        {
            _verifying.Release();
        }
    }

    private RpcException Exclude(OpenPlan plan, SpooledUpdate update, Refusal refusal, string reason)
    {
        update.Dispose();
        plan.Post(new JobEvent.UpdateUnusable(plan.Key.Round, plan.Key.Attempt, plan.Site, refusal.Code, reason));
        spool.Discard(plan.Key, plan.Site);
        sites.NoteProblem(plan.Site, $"{plan.Key}: {refusal.Code}: {reason}");
        return refusal.Because($"{plan.Site} is out of {plan.Key}: {reason}.");
    }
}
