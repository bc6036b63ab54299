using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Work;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds.Machine;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Evaluations;

/// <summary>Takes evaluations of global models.</summary>
internal sealed class EvaluationsEndpoint(PlanDesk plans) : EvaluationsService.EvaluationsServiceBase
{
    // 2^53: counts stay exact wherever they are read as doubles.
    private const ulong MostExamples = 1UL << 53;

    public override Task<ReportEvaluationResponse> ReportEvaluation(ReportEvaluationRequest request, ServerCallContext context)
    {
        var plan = plans.Require(request.Ref, context);
        if (plan.State.Spec.Encryption is not null)
        {
            throw Refusals.EvaluationPlain.Because($"{plan.Key} is encrypted; {plan.Site} sent figures of its evaluation that everybody could read.");
        }

        if (request.Evaluation is not { } figures
            || figures.Examples is 0 or > MostExamples
            || figures.Correct > figures.Examples
            || !double.IsFinite(figures.LossSum)
            || figures.LossSum < 0)
        {
            throw Refusals.EvaluationBad.Because("The figures of the evaluation cannot be right.");
        }

        if (!Digest.TryFromBytes(request.ModelDigest.Span, out var model))
        {
            throw Refusals.RequestBad.Because("The evaluation names no model.");
        }

        plan.Post(new JobEvent.EvaluationReported(
            plan.Key.Round, plan.Key.Attempt, plan.Site, model, (long)figures.Examples, (long)figures.Correct, figures.LossSum));
        return Task.FromResult(new ReportEvaluationResponse());
    }
}
