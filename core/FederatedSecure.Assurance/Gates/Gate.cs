using System.Collections.Immutable;
using FederatedSecure.Assurance.Reports;

namespace FederatedSecure.Assurance.Gates;

/// <summary>
/// What a report has to show so that a model may be released. Decided on confidence bounds, not on the figures themselves: a model passes
/// where even the worse bound is good enough.
/// </summary>
/// <param name="Name">For people.</param>
/// <param name="Rules">At least one: a gate without rules would pass everything.</param>
public sealed record Gate(string Name, ImmutableArray<GateRule> Rules)
{
    /// <summary>Reads a gate file (docs/red-team.md): JSON with comments and trailing commas. Finds all problems at once.</summary>
    public static GateReading Read(ReadOnlySpan<byte> utf8) => GateReader.Read(utf8);

    /// <summary>Judges a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="baseline">The last release's; null where there is none, and then rules that compare with it are skipped.</param>
    public GateResult Judge(AssuranceReport report, AssuranceReport? baseline = null) => new(Name, [.. GateJudge.Rows(this, report, baseline)]);
}
