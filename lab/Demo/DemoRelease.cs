using FederatedSecure.Lab.Federation;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Lab.Demo;

/// <summary>What became of a candidate in the demo.</summary>
/// <param name="Candidate">JOB/NUMBER.</param>
/// <param name="Status">"released" or "quarantined".</param>
/// <param name="Reason">Why.</param>
/// <param name="InUse">What was released after that, JOB/NUMBER; empty for nothing.</param>
/// <param name="Seconds">From its submission or publication to the decision.</param>
/// <param name="Report">Folder with the evaluator's pages, where they stay; empty otherwise.</param>
public sealed record DemoRelease(string Candidate, string Status, string Reason, string InUse, double Seconds, string Report)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until a candidate is decided.</summary>
    internal static async Task<DemoRelease> AwaitAsync(LocalFederation federation, CandidateRef candidate, TimeProvider time, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        CandidateSummary found;
        while ((found = (await federation.Coordinator.Releases.GetCandidateAsync(
            new GetCandidateRequest { Ref = candidate }, cancellationToken: cancellation)).Candidate).Status == CandidateStatus.Waiting)
        {
            await Task.Delay(Between, time, cancellation);
        }

        var all = await federation.Coordinator.Releases.ListCandidatesAsync(new ListCandidatesRequest { JobId = candidate.JobId }, cancellationToken: cancellation);
        var name = Name(candidate);
        return new DemoRelease(
            name,
            found.Status.ToString().ToLowerInvariant(),
            found.Reason,
            all.Candidates.SingleOrDefault(other => other.IsCurrentRelease) is { } current ? Name(current.Ref) : "",
            time.GetElapsedTime(begun).TotalSeconds,
            federation.Evaluator?.ReportFolderOf(name) ?? "");
    }

    /// <summary>The candidate that a round's model became.</summary>
    internal static async Task<CandidateRef?> OfRoundAsync(LocalFederation federation, string job, CancellationToken cancellation) =>
        (await federation.Coordinator.Releases.ListCandidatesAsync(new ListCandidatesRequest { JobId = job }, cancellationToken: cancellation))
            .Candidates.FirstOrDefault(candidate => candidate is { Round: > 0, ApprovedBy: "" })?.Ref;

    private static string Name(CandidateRef candidate) => $"{candidate.JobId}/{candidate.Number}";
}
