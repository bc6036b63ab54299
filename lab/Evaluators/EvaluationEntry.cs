namespace FederatedSecure.Lab.Evaluators;

/// <summary>What an evaluator did about a candidate.</summary>
/// <param name="At">Wall-clock time.</param>
/// <param name="Candidate">JOB/NUMBER.</param>
/// <param name="Job">Human name of the job.</param>
/// <param name="Model">SHA-256 of its file.</param>
/// <param name="Outcome">"begun", "reported" or "refused".</param>
/// <param name="Report">SHA-256 of the report; null where there is none.</param>
/// <param name="Verdict">What the coordinator made of it.</param>
/// <param name="Status">Where the candidate stood then.</param>
/// <param name="Reason">Why.</param>
internal sealed record EvaluationEntry(
    DateTimeOffset At,
    string Candidate,
    string Job,
    string Model,
    string Outcome,
    string? Report = null,
    string? Verdict = null,
    string? Status = null,
    string? Reason = null);
