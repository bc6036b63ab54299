using System.CommandLine;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Protos.V1;
using Google.Protobuf;

namespace FederatedSecure.Coordinator.Commands;

/// <summary><c>coordinator status</c>.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    public static Command Create()
    {
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var wait = new Option<double>("--wait") { Description = "Seconds to wait for a coordinator that is just starting.", DefaultValueFactory = _ => 0 };
        var command = new Command("status", """
            Tells whether the coordinator serves, and what needs an operator.

            Example:
              coordinator status --wait 30
            """) { data, json, wait };
        command.SetAction(async (parsed, cancellation) =>
        {
            var response = await AskAsync(parsed.GetValue(data)!, TimeSpan.FromSeconds(parsed.GetValue(wait)), cancellation);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonFormatter.Default.Format(response));
                return ExitCode.Success;
            }

            Console.WriteLine($"{response.Status.ToString().ToLowerInvariant()}, version {response.Version}, up {TimeSpan.FromSeconds((long)response.UptimeSeconds):c}, {response.RunningJobs} running jobs");
            foreach (var problem in response.Problems)
            {
                Console.WriteLine($"! {problem}");
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static async Task<GetHealthResponse> AskAsync(string data, TimeSpan patience, CancellationToken cancellation)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await AdministrationCall.RunAsync(data, async channel =>
                    await new HealthService.HealthServiceClient(channel).GetHealthAsync(new GetHealthRequest(), cancellationToken: cancellation));
            }
            catch (CommandException exception)
                when (exception.ExitCode == ExitCode.Unreachable && TimeProvider.System.GetElapsedTime(startedAt) < patience)
            {
                await Task.Delay(Between, cancellation);
            }
        }
    }
}
