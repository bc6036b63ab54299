using System.Collections.Concurrent;
using FederatedSecure.Coordinator.Rounds;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Coordinator.Releases;

/// <summary>What jobs ask of a release, also those that ended long ago: their candidates may still be judged.</summary>
internal sealed class GatedJobs(JobStore store)
{
    private readonly ConcurrentDictionary<JobId, JobSpec?> _specs = new();

    /// <summary>A job with a release gate; null if there is no such job, or if it has none.</summary>
    public JobSpec? Find(JobId id)
    {
        if (_specs.TryGetValue(id, out var known))
        {
            return known;
        }

        // A job that is not there may still come.
        return store.Find(id) is { } stored ? _specs.GetOrAdd(id, JobFileReader.Parse(stored.File).Spec is { Release: not null } spec ? spec : null) : null;
    }
}
