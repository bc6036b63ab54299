namespace FederatedSecure.Assurance.Releases;

/// <summary>What follows for a candidate from the answers so far.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="Reason">Why, as a sentence for the operator.</param>
public readonly record struct ReleaseDecision(CandidateStatus Status, string Reason)
{
    /// <summary>
    /// Decides. One broken rule in any report is enough to quarantine: passing is what everybody has to be convinced of, while a fault
    /// needs to be found only once. An answer that decides nothing does not count against a candidate, nor for it.
    /// </summary>
    /// <remarks>
    /// Guaranteed: no release without <paramref name="required"/> passing reports of different evaluators, and none over a failing one.
    /// Not guaranteed: anything about evaluators that lie. One that lies can hold back every release, and with <paramref name="required"/> at 1 let
    /// through any model that no other evaluator fails.
    /// </remarks>
    /// <param name="required">Reports that have to pass, at least 1.</param>
    /// <param name="answers">One for each evaluator that has answered.</param>
    /// <param name="awaited">Evaluators that may still answer.</param>
    public static ReleaseDecision Of(int required, IReadOnlyCollection<EvaluatorAnswer> answers, IReadOnlyCollection<string> awaited)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(required, 1);
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(awaited);
        if (answers.FirstOrDefault(answer => answer.Answer == Answer.Fail) is { } failed)
        {
            return new ReleaseDecision(CandidateStatus.Quarantined, $"{failed.Evaluator}: {failed.Reason}");
        }

        var passed = answers.Where(answer => answer.Answer == Answer.Pass).Select(answer => answer.Evaluator).Order(StringComparer.Ordinal).ToList();
        if (passed.Count >= required)
        {
            return new ReleaseDecision(CandidateStatus.Released, $"passed by {string.Join(", ", passed)}");
        }

        if (passed.Count + awaited.Count >= required)
        {
            return new ReleaseDecision(
                CandidateStatus.Waiting,
                $"{passed.Count} of {required} passing reports; awaited: {string.Join(", ", awaited.Order(StringComparer.Ordinal))}");
        }

        var others = answers.Where(answer => answer.Answer != Answer.Pass).Select(answer => $"{answer.Evaluator}: {answer.Reason}");
        return new ReleaseDecision(
            CandidateStatus.Quarantined,
            $"{passed.Count} of {required} passing reports, and nobody is left to give more. {string.Join(" ", others)}".TrimEnd());
    }
}
