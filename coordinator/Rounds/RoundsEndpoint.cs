using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Identity;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Rounds;

/// <summary>Tells the sites of a job what happened in its rounds.</summary>
internal sealed class RoundsEndpoint(JobHost jobs, JobStore store, CoordinatorClock clock) : RoundsService.RoundsServiceBase
{
    public override Task<GetRoundRecordResponse> GetRoundRecord(GetRoundRecordRequest request, ServerCallContext context)
    {
        var site = context.CallingSite();
        if (!JobId.TryParse(request.JobId, out var id) || jobs.Find(id) is not { } driver)
        {
            throw Refusals.JobUnknown.Because($"There is no job \"{request.JobId}\".");
        }

        var state = driver.State;
        var traffic = store.Traffic(id);
        var record = RoundRecords.OpenRound(state) is { } round && IsMeant(request, round.Round, round.Attempt)
            ? RoundRecords.Open(state, round, clock.Now, traffic.GetValueOrDefault((round.Round, round.Attempt)))
            : state.Records.FindLast(ended => IsMeant(request, ended.Round, ended.Attempt)) is { } found
                ? RoundRecords.Ended(state, found, traffic.GetValueOrDefault((found.Round, found.Attempt)))
                : throw Refusals.RoundUnknown.Because($"{id} has no such round.");
        return record.Sites.Any(entry => entry.Site == site.Value)
            ? Task.FromResult(new GetRoundRecordResponse { Record = record })
            : throw Refusals.NotInCohort.Because($"{site} was not in the cohort of that round.");
    }

    private static bool IsMeant(GetRoundRecordRequest request, int round, int attempt) =>
        round == request.Round && (request.Attempt == 0 || attempt == request.Attempt);
}
