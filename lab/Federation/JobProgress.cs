using System.Collections.Immutable;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Lab.Federation;

/// <summary>A job as far as it is known: its summary and the latest record of every attempt, oldest first.</summary>
/// <param name="Job">The job.</param>
/// <param name="Records">One record per attempt.</param>
public sealed record JobProgress(JobSummary Job, ImmutableArray<RoundRecord> Records)
{
    /// <summary>Nothing known yet.</summary>
    public static JobProgress Empty { get; } = new(new JobSummary(), []);

    /// <summary>Whether the job has come to its end, good or bad.</summary>
    public bool Ended => Job.Phase is JobPhase.Completed or JobPhase.Failed or JobPhase.Cancelled;

    /// <summary>Records of rounds that were published, by round.</summary>
    public IEnumerable<RoundRecord> Published =>
        Records.Where(record => record.Outcome is RoundOutcome.Completed or RoundOutcome.CompletedDegraded);

    /// <summary>The attempt that is under way.</summary>
    public RoundRecord? Open => Records.LastOrDefault(record => record.Outcome == RoundOutcome.Open);

    /// <summary>Takes in what changed.</summary>
    public JobProgress With(WatchJobResponse change) => With(change.Job ?? Job, change.Rounds);

    /// <summary>Takes in a whole job.</summary>
    public JobProgress With(GetJobResponse job) => With(job.Job, job.Rounds);

    private JobProgress With(JobSummary job, IEnumerable<RoundRecord> changed)
    {
        var records = Records.ToDictionary(record => (record.Round, record.Attempt));
        foreach (var record in changed)
        {
            records[(record.Round, record.Attempt)] = record;
        }

        return new JobProgress(job, [.. records.Values.OrderBy(record => record.Round).ThenBy(record => record.Attempt)]);
    }
}
