using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Identity;
using FederatedSecure.Coordinator.Rounds;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Machine;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Work;

/// <summary>Finds the plan that a call is about.</summary>
internal sealed class PlanDesk(JobHost jobs, PlanBook book)
{
    /// <summary>The open plan that a call names, checked to be offered to the caller.</summary>
    /// <exception cref="RpcException">There is no such plan, it is over, or it is not the caller's.</exception>
    public OpenPlan Require(PlanRef? reference, ServerCallContext context)
    {
        var site = context.CallingSite();
        var (driver, key) = Locate(reference);
        var state = driver.State;
        if (state.HasEnded)
        {
            throw Refusals.JobEnded.Because($"The job {key.Job} has ended: {state.Phase}.");
        }

        if (state.CurrentKey != key)
        {
            throw IsKnown(state, key)
                ? Refusals.RoundClosed.Because($"{key} is over.")
                : Refusals.RoundUnknown.Because($"There is no {key}.");
        }

        if (!state.Current!.Sites.ContainsKey(site))
        {
            throw Refusals.NotInCohort.Because($"{site} is not in the cohort of {key}.");
        }

        var plan = book.Issue(state);
        return reference!.PlanDigest.Span.SequenceEqual(plan.Digest.ToArray())
            ? new OpenPlan(key, site, driver, state, plan)
            : throw Refusals.PlanMismatch.Because($"The call is bound to another plan than that of {key}.");
    }

    /// <summary>Whether the plan that a call names has been offered and is over.</summary>
    /// <exception cref="RpcException">There is no such job.</exception>
    public bool IsOver(PlanRef? reference)
    {
        var (driver, key) = Locate(reference);
        var state = driver.State;
        return state.CurrentKey != key && IsKnown(state, key);
    }

    private static bool IsKnown(JobState state, PlanKey key) =>
        state.Records.FindLast(record => record.Round == key.Round && record.Attempt == key.Attempt) is not null;

    private (JobDriver Driver, PlanKey Key) Locate(PlanRef? reference)
    {
        if (reference is null || reference.Round > int.MaxValue || reference.Attempt > int.MaxValue)
        {
            throw Refusals.RequestBad.Because("The call names no plan.");
        }

        return JobId.TryParse(reference.JobId, out var id) && jobs.Find(id) is { } driver
            ? (driver, new PlanKey(id, (int)reference.Round, (int)reference.Attempt))
            : throw Refusals.JobUnknown.Because($"There is no job \"{reference.JobId}\".");
    }
}
