using FederatedSecure.Coordinator.Rounds;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Protos.V1;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Health;

/// <summary>Whether the coordinator serves, and what needs an operator.</summary>
internal sealed class HealthEndpoint(IDiskSpace disk, JobHost jobs, StorageProblem storage, TimeProvider time) : HealthService.HealthServiceBase
{
    private const long LittleSpace = 1L << 30;
    private readonly long _startedAt = time.GetTimestamp();

    public override Task<GetHealthResponse> GetHealth(GetHealthRequest request, ServerCallContext context)
    {
        var response = new GetHealthResponse
        {
            Version = ProductVersion.Text,
            UptimeSeconds = time.GetElapsedTime(_startedAt).TotalSeconds,
            RunningJobs = (uint)jobs.Running.Count,
        };
        if (storage.Text is { } problem)
        {
            response.Problems.Add(problem);
        }

        var free = disk.Available;
        if (free < LittleSpace)
        {
            response.Problems.Add($"Only {free >> 20} MiB are free on the disk of the data directory: make room.");
        }

        response.Status = response.Problems.Count == 0 ? HealthStatus.Serving : HealthStatus.Impaired;
        return Task.FromResult(response);
    }
}
