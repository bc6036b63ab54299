using System.Globalization;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Grpc.Core;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace FederatedSecure.Coordinator.Commands;

/// <summary>Jobs and rounds for the eye.</summary>
internal static class JobDisplay
{
    private const int RowsWhileWatching = 12;

    public static IRenderable Header(JobSummary job) => new Markup(
        $"[bold]{Markup.Escape(job.Name)}[/] {job.JobId}  {job.Phase.ToString().ToLowerInvariant()}, {job.PublishedRounds} of {job.Rounds} rounds published  [grey]{Markup.Escape(job.Reason)}[/]\n");

    public static IRenderable Rounds(IReadOnlyCollection<RoundRecord> rounds, bool lastOnly)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Round", "Outcome", "Accuracy", "Loss", "Reported", "Others", "Up", "Down", "Seconds");
        foreach (var record in lastOnly ? rounds.TakeLast(RowsWhileWatching) : rounds)
        {
            table.AddRow(
                record.Attempt > 1 ? $"{record.Round} ({record.Attempt})" : $"{record.Round}",
                Words(record),
                record.Evaluation is { Examples: > 0 } sum ? ((double)sum.Correct / sum.Examples).ToString("P2", CultureInfo.InvariantCulture) : "",
                record.TrainingLoss > 0 ? record.TrainingLoss.ToString("F4", CultureInfo.InvariantCulture) : "",
                $"{record.Sites.Count(site => site.Outcome == SiteOutcome.Reported)}/{record.Sites.Count}",
                Markup.Escape(Others(record)),
                Bytes(record.BytesUp),
                Bytes(record.BytesDown),
                record.Seconds.ToString("F1", CultureInfo.InvariantCulture));
        }

        return table;
    }

    /// <summary>Shows a job as it changes: a table that redraws itself in a terminal, lines elsewhere.</summary>
    /// <returns>The job as it was last heard of.</returns>
    public static async Task<JobSummary?> FollowAsync(IAsyncStreamReader<WatchJobResponse> changes, bool json, CancellationToken cancellation)
    {
        var rounds = new SortedDictionary<(uint, uint), RoundRecord>();
        JobSummary? job = null;
        if (json || !AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            while (await changes.MoveNext(cancellation))
            {
                job = changes.Current.Job;
                Print(changes.Current, json);
            }

            return job;
        }

        await AnsiConsole.Live(new Text("")).StartAsync(async live =>
        {
            while (await changes.MoveNext(cancellation))
            {
                job = changes.Current.Job;
                foreach (var record in changes.Current.Rounds)
                {
                    rounds[(record.Round, record.Attempt)] = record;
                }

                live.UpdateTarget(new Rows(Header(job), Rounds(rounds.Values, lastOnly: true)));
                live.Refresh();
            }
        });
        return job;
    }

    private static void Print(WatchJobResponse change, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonFormatter.Default.Format(change));
            return;
        }

        foreach (var record in change.Rounds.Where(record => record.Outcome != RoundOutcome.Open))
        {
            var accuracy = record.Evaluation is { Examples: > 0 } sum ? $", accuracy {(double)sum.Correct / sum.Examples:P2}" : "";
            Console.WriteLine($"round {record.Round}: {Words(record)}{accuracy}, {record.Sites.Count(site => site.Outcome == SiteOutcome.Reported)}/{record.Sites.Count} reported {Others(record)}, {record.Seconds:F1} s");
        }

        if (change.Job.Reason.Length > 0 || change.Job.Phase >= JobPhase.Completed)
        {
            Console.WriteLine($"{change.Job.JobId}: {change.Job.Phase.ToString().ToLowerInvariant()} {change.Job.Reason}");
        }
    }

    private static string Words(RoundRecord record) => record.Outcome switch
    {
        RoundOutcome.Open => "open",
        RoundOutcome.Completed => "completed",
        RoundOutcome.CompletedDegraded => "completedDegraded",
        _ => "abandoned",
    };

    private static string Others(RoundRecord record) => string.Join(
        "; ",
        record.Sites
            .Where(site => site.Outcome is not (SiteOutcome.Reported or SiteOutcome.Invited or SiteOutcome.Working))
            .Select(site => $"{site.Site} {site.Outcome.ToString().ToLowerInvariant()}: {site.Reason}"));

    private static string Bytes(ulong bytes) => bytes switch
    {
        < 1 << 10 => $"{bytes} B",
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:F1} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:F1} MiB"),
    };
}
