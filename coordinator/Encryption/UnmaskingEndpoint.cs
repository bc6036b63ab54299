using System.Security.Cryptography;
using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Sites;
using FederatedSecure.Coordinator.Updates;
using FederatedSecure.Coordinator.Work;
using FederatedSecure.Hosting.Encryption;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds.Machine;
using Google.Protobuf;
using Grpc.Core;
using JobPhase = FederatedSecure.Rounds.Machine.JobPhase;

namespace FederatedSecure.Coordinator.Encryption;

/// <summary>Where share holders fetch what they need to open a round's sums, and bring their answers.</summary>
internal sealed class UnmaskingEndpoint(PlanDesk plans, UnmaskDesk desk, AnswerStore answers, UpdateSpool spool, SiteRegistry sites)
    : UnmaskingService.UnmaskingServiceBase
{
    public override async Task GetSurvivors(GetSurvivorsRequest request, IServerStreamWriter<GetSurvivorsResponse> responses, ServerCallContext context)
    {
        var plan = plans.Require(request.Ref, context);
        var (opening, number) = Require(plan);
        plan.Post(new JobEvent.ProgressMade(plan.Key.Round, plan.Key.Attempt, plan.Site));
        var envelope = new byte[opening.Plan.Upload.EnvelopeLength];
        foreach (var survivor in opening.Survivors)
        {
            using (var upload = spool.OpenContent(plan.Key, survivor))
            {
                await RandomAccess.ReadAsync(upload, envelope, opening.Plan.Upload.OfEnvelope(number), context.CancellationToken);
            }

            await responses.WriteAsync(
                new GetSurvivorsResponse { Header = opening.Partition.Headers[survivor.Value].ToMessage(), Envelope = ByteString.CopyFrom(envelope) },
                context.CancellationToken);
        }
    }

    public override async Task<SubmitUnmaskResponse> SubmitUnmask(IAsyncStreamReader<SubmitUnmaskRequest> requests, ServerCallContext context)
    {
        if (!await requests.MoveNext(context.CancellationToken))
        {
            throw Refusals.RequestBad.Because("The call ended before it had begun.");
        }

        var plan = plans.Require(requests.Current.Ref, context);
        var (opening, _) = Require(plan);
        if (!CryptographicOperations.FixedTimeEquals(requests.Current.PartitionDigest.Span, opening.Partition.Digest.ToArray()))
        {
            throw Refusals.UnmaskPartition.Because($"{plan.Site} answers for other buckets of {plan.Key}.");
        }

        using var answer = answers.Begin(plan.Key, plan.Site);
        var parts = 0;
        do
        {
            Refuse(plan, UnmaskDesk.Problem(opening, parts, requests.Current));
            answer.Add(requests.Current);
            parts++;
        }
        while (await requests.MoveNext(context.CancellationToken));

        Refuse(plan, parts < opening.Partition.Buckets.Length ? $"it has {parts} parts; there are {opening.Partition.Buckets.Length} buckets" : null);

        // The first answer counts. One that comes again after its acknowledgement was lost finds itself recorded.
        if (plan.Driver.State.Current?.Holders.GetValueOrDefault(plan.Site)?.Outcome == FederatedSecure.Rounds.Machine.HolderOutcome.Answered)
        {
            return new SubmitUnmaskResponse();
        }

        answer.Complete();
        plan.Post(new JobEvent.UnmaskAnswered(plan.Key.Round, plan.Key.Attempt, plan.Site));
        return new SubmitUnmaskResponse();
    }

    public override Task<RefuseUnmaskResponse> RefuseUnmask(RefuseUnmaskRequest request, ServerCallContext context)
    {
        var plan = plans.Require(request.Ref, context);
        Require(plan);
        var (code, reason) = ForeignText.Clean(request.Code, request.Reason);
        plan.Post(new JobEvent.UnmaskRefused(plan.Key.Round, plan.Key.Attempt, plan.Site, code, reason));
        sites.NoteProblem(plan.Site, $"{plan.Key}: does not open, {code}: {reason}");
        return Task.FromResult(new RefuseUnmaskResponse());
    }

    private static void Refuse(OpenPlan plan, string? problem)
    {
        if (problem is not null)
        {
            throw Refusals.UnmaskBad.Because($"The answer of {plan.Site} for {plan.Key} is none: {problem}.");
        }
    }

    private (Opening Opening, int Number) Require(OpenPlan plan)
    {
        if (plan.State.Phase != JobPhase.Unmasking)
        {
            throw Refusals.RoundClosed.Because($"{plan.Key} is not being opened.");
        }

        return plan.Plan.Secure!.NumberOf(plan.Site.Value) is > 0 and var number
            ? (desk.Of(plan.State), number)
            : throw Refusals.UnmaskNotHolder.Because($"{plan.Site} holds no shares of {plan.Key}.");
    }
}
