using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Rounds;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Jobs;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Releases;

/// <summary>Who may have which candidate's file: the job's evaluators each of them, the job's sites what is released.</summary>
internal sealed class CandidateAccess(CandidateStore store, GatedJobs gated, JobHost jobs)
{
    /// <summary>A job with a release gate; null if there is none of that name.</summary>
    public JobSpec? Gated(JobId job) => gated.Find(job);

    /// <summary>The model of a candidate that a member may fetch.</summary>
    /// <exception cref="RpcException">There is none, or it is not for this member.</exception>
    public Digest RequireModel(CandidateRef reference, SiteId member)
    {
        var id = ReleaseMessages.Read(reference);
        if (store.Find(id) is not { } row || gated.Find(id.Job) is not { } spec)
        {
            throw Refusals.CandidateUnknown.Because($"There is no candidate {id}.");
        }

        if (spec.Release!.Evaluators.Contains(member))
        {
            return row.Model;
        }

        RequirePartIn(id.Job, spec, member);
        // Asked for by number, so that a download does not change in the middle: what was taken back since is refused.
        return store.Current(id.Job)?.Id == id
            ? row.Model
            : throw Refusals.CandidateNotYours.Because($"{id} is not what the job has released.");
    }

    /// <summary>Whether a member has part in a job: as an evaluator, or as a site of one of its rounds.</summary>
    /// <exception cref="RpcException">It has none.</exception>
    public void RequirePartIn(JobId job, JobSpec spec, SiteId member)
    {
        if (spec.Release!.Evaluators.Contains(member))
        {
            return;
        }

        var state = jobs.Find(job)?.State;
        if (state is null || !(state.Records.Exists(record => record.Sites.ContainsKey(member)) || state.Current?.Sites.ContainsKey(member) == true))
        {
            throw Refusals.NotInCohort.Because($"{member} was in no round of the job {job}.");
        }
    }
}
