using System.Diagnostics.CodeAnalysis;

namespace FederatedSecure.Assurance.Reports;

/// <summary>A report that was read, or why it was not.</summary>
/// <param name="Report">The report; null if it could not be read.</param>
/// <param name="Problem">What is wrong, as a sentence; null if nothing is.</param>
public readonly record struct ReportReading(AssuranceReport? Report, string? Problem)
{
    /// <summary>Whether there is a report.</summary>
    [MemberNotNullWhen(true, nameof(Report))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsGood => Report is not null;

    internal static ReportReading Bad(string problem) => new(null, problem);
}
