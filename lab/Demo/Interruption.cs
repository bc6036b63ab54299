namespace FederatedSecure.Lab.Demo;

/// <summary>The client that was killed (SIGKILL) and started again.</summary>
/// <param name="Site">Which one.</param>
/// <param name="Round">The round under way.</param>
/// <param name="Moment">"at work", or "between upload and opening".</param>
/// <param name="Outcome">What became of the site in that round.</param>
/// <param name="HolderOutcome">What became of it as a share holder of that round; empty in plain mode.</param>
/// <param name="ReportedAgainInRound">The first round after the restart that has its update; 0 for none.</param>
public sealed record Interruption(string Site, int Round, string Moment, string Outcome, string HolderOutcome, int ReportedAgainInRound);
