namespace FederatedSecure.Rounds;

/// <summary>Names one attempt at one round of one job.</summary>
/// <param name="Job">The job.</param>
/// <param name="Round">Counted from 1.</param>
/// <param name="Attempt">Counted from 1.</param>
public readonly record struct PlanKey(JobId Job, int Round, int Attempt)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Job} round {Round} attempt {Attempt}";
}
