using System.CommandLine;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Spectre.Console;

namespace FederatedSecure.Coordinator.Commands;

/// <summary><c>coordinator standing …</c>.</summary>
internal static class StandingCommands
{
    public static Command Create() => new("standing", "Shows which sites a job suspects of poisoning, and why, and overrules it.")
    {
        List(),
        Judge("pardon", Judgement.Pardon, "Vouches for a site: it takes part from the next round on, whatever its scores.", "takes part from the next round on"),
        Judge("exclude", Judgement.Exclude, "Leaves a site out of a job from the next round on.", "is left out from the next round on"),
        Judge("reset", Judgement.Reset, "Forgets what was found about a site: it starts anew.", "starts anew"),
    };

    private static Command List()
    {
        var job = CommonOptions.Job();
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var command = new Command("list", """
            Lists the sites of which a job has something to say.

            Example:
              coordinator standing list j-x7k2m9p4qa
            """) { job, data, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var response = await AdministrationCall.RunAsync(parsed.GetValue(data)!, async channel => await new JobsService.JobsServiceClient(channel)
                .GetStandingsAsync(new GetStandingsRequest { JobId = parsed.GetValue(job) }, cancellationToken: cancellation));
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonFormatter.Default.Format(response));
                return ExitCode.Success;
            }

            if (response.Sites.Count == 0)
            {
                Console.WriteLine("Nothing is known of any site yet: that takes a window of rounds, and \"reputation\": true in the job's \"aggregation\".");
                return ExitCode.Success;
            }

            var table = new Table().Border(TableBorder.Rounded).AddColumns("Site", "Standing", "Since round", "Until round", "Why");
            foreach (var site in response.Sites)
            {
                table.AddRow(
                    Markup.Escape(site.Site),
                    site.Standing.ToString().ToLowerInvariant(),
                    site.Since == 0 ? "–" : $"{site.Since}",
                    site.Until == 0 ? "–" : $"{site.Until}",
                    Markup.Escape(site.Reason));
            }

            AnsiConsole.Write(table);
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Judge(string name, Judgement judgement, string description, string effect)
    {
        var job = CommonOptions.Job();
        var site = new Argument<string>("site") { Description = "The site." };
        var note = new Option<string>("--note") { Description = "Why; kept with the job.", Required = true };
        var data = CommonOptions.Data();
        var command = new Command(name, $"""
            {description}

            Example:
              coordinator standing {name} j-x7k2m9p4qa hospital-b --note "spoke to them"
            """) { job, site, note, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await AdministrationCall.RunAsync(parsed.GetValue(data)!, async channel => await new JobsService.JobsServiceClient(channel).JudgeSiteAsync(
                new JudgeSiteRequest
                {
                    JobId = parsed.GetValue(job),
                    Site = parsed.GetValue(site),
                    Judgement = judgement,
                    Note = parsed.GetValue(note),
                },
                cancellationToken: cancellation));
            Console.WriteLine($"{parsed.GetValue(site)} {effect}.");
            return ExitCode.Success;
        });
        return command;
    }
}
