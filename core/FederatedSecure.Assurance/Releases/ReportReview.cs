using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Assurance.Releases;

/// <summary>
/// Judges an evaluator's report by a gate of one's own. What the report says are figures; whether they are good enough is never the
/// evaluator's to say.
/// </summary>
public static class ReportReview
{
    /// <summary>What speaks against taking a report at all, as a sentence; null if nothing does.</summary>
    /// <param name="report">The report.</param>
    /// <param name="model">SHA-256 of the candidate's file.</param>
    /// <param name="profile">What was to be run.</param>
    /// <param name="seed">What everything random had to follow from.</param>
    public static string? Problem(AssuranceReport report, Digest model, string profile, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.ModelDigest != model ? $"It is about the model {report.ModelDigest}, not about the candidate's."
            : report.Profile != profile ? $"It was measured with the profile {report.Profile}; the job asks for {profile}."
            : report.Only is { } only ? $"It was restricted to the probes \"{only}\"; the job asks for all of the profile."
            : report.Seed != seed ? "It was measured with another seed than the one that follows from the candidate's nonce."
            : null;
    }

    /// <summary>What a gate makes of a report.</summary>
    /// <param name="gate">The gate that binds.</param>
    /// <param name="report">The report.</param>
    /// <param name="baseline">The same evaluator's report on the last release; null where there is none.</param>
    public static (Answer Answer, string Reason) Judge(Gate gate, AssuranceReport report, AssuranceReport? baseline)
    {
        ArgumentNullException.ThrowIfNull(gate);
        var result = gate.Judge(report, baseline);
        var answer = result.Verdict switch
        {
            Verdict.Pass => Answer.Pass,
            Verdict.Fail => Answer.Fail,
            _ => Answer.Undecided,
        };
        return (answer, result.Summary);
    }
}
