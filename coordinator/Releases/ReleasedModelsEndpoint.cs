using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Identity;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Releases;

/// <summary>Tells members what a job has released.</summary>
internal sealed class ReleasedModelsEndpoint(CandidateStore store, CandidateAccess access) : ReleasedModelsService.ReleasedModelsServiceBase
{
    public override Task<GetReleaseResponse> GetRelease(GetReleaseRequest request, ServerCallContext context)
    {
        var member = context.CallingSite();
        if (!JobId.TryParse(request.JobId, out var job) || access.Gated(job) is not { } spec)
        {
            throw Refusals.JobUnknown.Because($"There is no job \"{request.JobId}\" with a release gate.");
        }

        access.RequirePartIn(job, spec, member);
        return store.Current(job) is { Release: { } release }
            ? Task.FromResult(new GetReleaseResponse { Release = ReleasedModel.Parser.ParseFrom(release) })
            : throw Refusals.ReleaseNone.Because($"The job {job} has released nothing.");
    }
}
