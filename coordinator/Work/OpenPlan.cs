using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Rounds;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Coordinator.Work;

/// <summary>The plan that a call is about.</summary>
/// <param name="Key">Which attempt.</param>
/// <param name="Site">Who calls.</param>
/// <param name="Driver">The job.</param>
/// <param name="State">The job's state when the call came in.</param>
/// <param name="Plan">The plan as it was offered.</param>
internal sealed record OpenPlan(PlanKey Key, SiteId Site, JobDriver Driver, JobState State, IssuedPlan Plan)
{
    /// <summary>Posts an event of this plan.</summary>
    /// <exception cref="Grpc.Core.RpcException">The round machine did not take it.</exception>
    public void Post(JobEvent @event)
    {
        switch (Driver.Post(@event).Rejection)
        {
            case null:
                return;
            case Rejection.NotInCohort:
                throw Refusals.NotInCohort.Because($"{Site} is not in the cohort of {Key}.");
            case Rejection.AlreadyAnswered:
                throw Refusals.AlreadyAnswered.Because($"{Site} has answered {Key} already.");
            case Rejection.WrongModel:
                throw Refusals.EvaluationModel.Because($"The figures are about another model than that of {Key}.");
            case Rejection.NotAHolder:
                throw Refusals.UnmaskNotHolder.Because($"{Site} holds no shares of {Key}.");
            case Rejection.JobEnded:
                throw Refusals.JobEnded.Because($"The job {Key.Job} has ended.");
            default:
                throw Refusals.RoundClosed.Because($"{Key} is over.");
        }
    }
}
