using System.Globalization;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Lab.Demo;

/// <summary>Turns the coordinator's round records into the summary's.</summary>
internal static class RoundSummaries
{
    public static RoundSummary Of(RoundRecord record) => new()
    {
        Round = (int)record.Round,
        Attempt = (int)record.Attempt,
        Outcome = Name(record.Outcome),
        Reason = record.Reason,
        Reported = record.Sites.Count(site => site.Outcome == SiteOutcome.Reported),
        Cohort = record.Sites.Count,
        Missing = [.. record.Sites.Where(IsMissing).Select(site => $"{site.Site}: {Name(site.Outcome)} ({site.Reason})")],
        ValidationAccuracy = record.Evaluation is { Examples: > 0 } some ? some.Correct / (double)some.Examples : null,
        ValidationLoss = record.Evaluation is { Examples: > 0 } evaluation ? evaluation.LossSum / evaluation.Examples : null,
        TrainingLoss = record.TrainingLoss,
        BytesUp = (long)record.BytesUp,
        BytesDown = (long)record.BytesDown,
        Seconds = record.Seconds,
    };

    /// <summary>"completedDegraded" and the like.</summary>
    public static string Name<T>(T value) where T : struct, Enum => JsonName(value.ToString());

    /// <summary>A number of bytes for people, in powers of 1,000.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB"),
        >= 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
    };

    private static bool IsMissing(SiteRecord site) => site.Outcome is not (SiteOutcome.Reported or SiteOutcome.Invited or SiteOutcome.Working);

    private static string JsonName(string name) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name);
}
