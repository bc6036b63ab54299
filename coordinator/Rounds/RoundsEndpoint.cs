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

        var record = RoundRecords.Of(driver, store, clock.Now)
            .LastOrDefault(record => record.Round == request.Round && (request.Attempt == 0 || record.Attempt == request.Attempt))
            ?? throw Refusals.RoundUnknown.Because($"{id} has no such round.");
        return record.Sites.Any(entry => entry.Site == site.Value)
            ? Task.FromResult(new GetRoundRecordResponse { Record = record })
            : throw Refusals.NotInCohort.Because($"{site} was not in the cohort of that round.");
    }
}
