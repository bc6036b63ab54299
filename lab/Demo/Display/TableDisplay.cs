using System.Globalization;
using FederatedSecure.Protos.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace FederatedSecure.Lab.Demo.Display;

/// <summary>The steps and a table of rounds, redrawn in place.</summary>
internal sealed class TableDisplay : IDemoDisplay
{
    private readonly LiveDisplayContext _context;

    private TableDisplay(LiveDisplayContext context) => _context = context;

    /// <summary>Runs something that tells a live display what happens.</summary>
    public static Task<T> RunAsync<T>(IAnsiConsole console, Func<IDemoDisplay, Task<T>> work) =>
        console.Live(Draw(DemoStatus.Start))
            .Overflow(VerticalOverflow.Ellipsis)
            .Cropping(VerticalOverflowCropping.Top)
            .StartAsync(context => work(new TableDisplay(context)));

    public void Show(DemoStatus status) => _context.UpdateTarget(Draw(status));

    private static Rows Draw(DemoStatus status)
    {
        IEnumerable<IRenderable> steps = status.Steps.Select(step => new Markup("[green]✓[/] " + Markup.Escape(step)));
        return new Rows(status.Progress.Records.IsEmpty ? steps : steps.Append(Table(status)));
    }

    private static Table Table(DemoStatus status)
    {
        var table = new Table().RoundedBorder().AddColumns("Round", "Outcome", "Validation", "Answered", "Up", "Down", "Seconds");
        foreach (var record in status.Progress.Records)
        {
            var round = RoundSummaries.Of(record);
            table.AddRow(
                new Markup(string.Create(CultureInfo.InvariantCulture, $"{round.Round}/{status.Progress.Job.Rounds}{(round.Attempt > 1 ? $" ({round.Attempt})" : "")}")),
                new Markup(Outcome(record, round)),
                new Markup(round.ValidationAccuracy is { } accuracy ? accuracy.ToString("P1", CultureInfo.InvariantCulture) : "…"),
                new Markup(string.Join(' ', record.Sites.Select(Site))),
                new Markup(RoundSummaries.Bytes(round.BytesUp)),
                new Markup(RoundSummaries.Bytes(round.BytesDown)),
                new Markup(round.Seconds.ToString("F1", CultureInfo.InvariantCulture)));
        }

        return table;
    }

    private static string Outcome(RoundRecord record, RoundSummary round) => record.Outcome switch
    {
        RoundOutcome.Completed => "[green]completed[/]",
        RoundOutcome.CompletedDegraded => "[yellow]degraded[/]",
        RoundOutcome.Abandoned => "[red]abandoned[/] " + Markup.Escape(round.Reason),
        _ => "[blue]training[/]",
    };

    private static string Site(SiteRecord site)
    {
        string name = Markup.Escape(site.Site.Replace("site-", "", StringComparison.Ordinal));
        return site.Outcome switch
        {
            SiteOutcome.Reported => $"[green]{name}[/]",
            SiteOutcome.Working => $"[blue]{name}[/]",
            SiteOutcome.Invited => $"[grey]{name}[/]",
            SiteOutcome.NotNeeded => $"[grey]{name}[/]",
            _ => $"[red]{name}[/]",
        };
    }
}
