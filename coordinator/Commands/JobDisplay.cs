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
            var printed = new HashSet<(uint, uint)>();
            while (await changes.MoveNext(cancellation))
            {
                job = changes.Current.Job;
                if (json)
                {
                    Console.WriteLine(JsonFormatter.Default.Format(changes.Current));
                    continue;
                }

                foreach (var record in changes.Current.Rounds)
                {
                    rounds[(record.Round, record.Attempt)] = record;
                }

                foreach (var (key, record) in rounds.Where(entry => IsSettled(entry.Value, job)))
                {
                    if (printed.Add(key))
                    {
                        Console.WriteLine(Line(record));
                    }
                }
            }

            if (job is not null && !json)
            {
                Console.WriteLine($"{job.JobId}: {job.Phase.ToString().ToLowerInvariant()} {job.Reason}".TrimEnd());
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

    /// <summary>Whether no more will be heard of an attempt: sites evaluate a round's model when they get it, at the start of the next.</summary>
    private static bool IsSettled(RoundRecord record, JobSummary job) => record.Outcome switch
    {
        RoundOutcome.Open => false,
        RoundOutcome.Abandoned => true,
        _ => job.Phase is JobPhase.Completed or JobPhase.Failed or JobPhase.Cancelled
            || job.PublishedRounds > record.Round
            || record.EvaluatedBy >= record.Sites.Count(site => site.Outcome == SiteOutcome.Reported),
    };

    private static string Line(RoundRecord record)
    {
        var attempt = record.Attempt > 1 ? string.Create(CultureInfo.InvariantCulture, $" (attempt {record.Attempt})") : "";
        var accuracy = record.Evaluation is { Examples: > 0 } sum
            ? ", accuracy " + ((double)sum.Correct / sum.Examples).ToString("P2", CultureInfo.InvariantCulture)
            : "";
        var others = Others(record) is { Length: > 0 } some ? $"; {some}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"round {record.Round}{attempt}: {Words(record)}{accuracy}, {record.Sites.Count(site => site.Outcome == SiteOutcome.Reported)} of {record.Sites.Count} reported, {record.Seconds:F1} s{others}");
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
            .Select(site => $"{site.Site} {site.Outcome.ToString().ToLowerInvariant()}: {site.Reason}")
            .Concat(record.Holders
                .Where(holder => holder.Reason.Length > 0)
                .Select(holder => $"{holder.Site} as a share holder {holder.Outcome.ToString().ToLowerInvariant()}: {holder.Reason}"))
            .Concat(Merge(record))
            .Concat(record.Standings.Select(change => $"{change.Site} is now {change.To.ToString().ToLowerInvariant()}: {change.Reason}"))
            .Concat(record.Buckets.Where(bucket => bucket.Opened && bucket.Reason.Length > 0).Select(bucket => bucket.Reason)));

    private static IEnumerable<string> Merge(RoundRecord record)
    {
        if (record.Merge is not { } merge)
        {
            yield break;
        }

        if (merge.Tolerated < merge.Expected)
        {
            yield return $"{merge.Rule} stood {merge.Tolerated} of {merge.Expected} inputs that may have been bad";
        }

        foreach (var input in merge.Inputs.Where(input => input.Reason.Length > 0))
        {
            yield return $"not accepted from {string.Join(", ", input.Sites)}: {input.Reason}";
        }
    }

    private static string Bytes(ulong bytes) => bytes switch
    {
        < 1 << 10 => $"{bytes} B",
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:F1} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:F1} MiB"),
    };
}
