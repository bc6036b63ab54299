using System.CommandLine;
using System.Globalization;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Spectre.Console;

namespace FederatedSecure.Coordinator.Commands;

/// <summary><c>coordinator invite</c>, <c>sites</c> and <c>revoke</c>.</summary>
internal static class SiteCommands
{
    public static Command Invite()
    {
        var site = new Argument<string>("site") { Description = "A name for the site: a-z, 0-9 and inner hyphens." };
        var expires = new Option<string>("--expires") { Description = "How long the invite works, for example 90m, 24h or 7d.", DefaultValueFactory = _ => "24h" };
        var role = new Option<string>("--role")
        {
            Description = "What the member is for: a site trains; an evaluator attacks candidates before they are released.",
            DefaultValueFactory = _ => "site",
        };
        role.AcceptOnlyFromAmong("site", "evaluator");
        var data = CommonOptions.Data();
        var command = new Command("invite", """
            Prints a one-time invite: one string that lets a site, or an evaluator, join. Hand it over on a channel that you trust.

            Examples:
              coordinator invite hospital-b --expires 48h
              coordinator invite red-team --role evaluator
            """) { site, expires, role, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var lifetime = ParseDuration(parsed.GetValue(expires)!);
            var isEvaluator = parsed.GetValue(role) == "evaluator";
            var request = new CreateInviteRequest
            {
                Site = parsed.GetValue(site),
                LifetimeSeconds = (ulong)lifetime.TotalSeconds,
                Role = isEvaluator ? MemberRole.Evaluator : MemberRole.Site,
            };
            var response = await AdministrationCall.RunAsync(parsed.GetValue(data)!, async channel => await new SitesService.SitesServiceClient(channel)
                .CreateInviteAsync(request, cancellationToken: cancellation));
            Console.Error.WriteLine(isEvaluator
                ? $"Valid once, until {Display(response.ExpiresAt)}. At the evaluator: lab evaluator join STRING"
                : $"Valid once, until {Display(response.ExpiresAt)}. At the site: client join STRING");
            Console.WriteLine(response.Invite);
            return ExitCode.Success;
        });
        return command;
    }

    public static Command List()
    {
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var command = new Command("sites", """
            Lists the members and the open invites.

            Example:
              coordinator sites
            """) { data, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var response = await AdministrationCall.RunAsync(parsed.GetValue(data)!, async channel =>
                await new SitesService.SitesServiceClient(channel).ListSitesAsync(new ListSitesRequest(), cancellationToken: cancellation));
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonFormatter.Default.Format(response));
                return ExitCode.Success;
            }

            var table = new Table().Border(TableBorder.Rounded).AddColumns("Site", "Role", "Status", "Last seen", "Certificate until", "Data sets", "Last problem");
            foreach (var site in response.Sites)
            {
                table.AddRow(
                    Markup.Escape(site.Site),
                    site.Role.ToString().ToLowerInvariant(),
                    site.Status.ToString().ToLowerInvariant(),
                    Display(site.LastSeenAt),
                    Display(site.ExpiresAt),
                    Markup.Escape(string.Join(", ", site.DataSets)),
                    Markup.Escape(site.LastProblem));
            }

            AnsiConsole.Write(table);
            if (response.Sites.Count == 0)
            {
                Console.WriteLine("Nobody has joined yet. Invite a site: coordinator invite NAME");
            }

            return ExitCode.Success;
        });
        return command;
    }

    public static Command Revoke()
    {
        var site = new Argument<string>("site") { Description = "The site whose membership ends." };
        var data = CommonOptions.Data();
        var command = new Command("revoke", """
            Ends a site's membership, from its next call on. It can come back with a new invite.

            Example:
              coordinator revoke hospital-b
            """) { site, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await AdministrationCall.RunAsync(parsed.GetValue(data)!, async channel => await new SitesService.SitesServiceClient(channel)
                .RevokeSiteAsync(new RevokeSiteRequest { Site = parsed.GetValue(site) }, cancellationToken: cancellation));
            Console.WriteLine($"{parsed.GetValue(site)} is no member any more.");
            return ExitCode.Success;
        });
        return command;
    }

    internal static string Display(long seconds) => seconds == 0
        ? "–"
        : DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static TimeSpan ParseDuration(string text)
    {
        TimeSpan? unit = text.Length < 2 ? null : text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        };
        return unit is { } one
            && double.TryParse(text.AsSpan(..^1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count > 0
            && count * one.TotalDays <= 30
            ? count * one
            : throw new CommandException(ExitCode.Usage, $"\"{text}\" is no time for an invite.", "Write a number and m, h or d, at most 30d; for example 24h.");
    }
}
