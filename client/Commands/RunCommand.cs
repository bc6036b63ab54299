using System.CommandLine;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Policy;
using FederatedSecure.Client.Work;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Hosting.Files;
using FederatedSecure.Learning.Training;

namespace FederatedSecure.Client.Commands;

/// <summary><c>client run</c>.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var command = new Command("run", """
            Runs the daemon: asks the coordinator for work and does what the site's policy allows. Ends with Ctrl-C or SIGTERM.

            Example:
              client run --data /var/lib/federatedsecure/hospital-b
            """) { data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var directory = parsed.Directory(data);
            // Before anything is written: a directory in which no site has joined is somebody's mistake.
            ClientIdentity.Read(directory);
            // At once and in words, instead of with every offer.
            RequireDevice(directory);

            using var held = DirectoryLock.TryTake(directory.Root) ?? throw new CommandException(
                ExitCode.Resource,
                $"Another client runs in {Path.GetFullPath(directory.Root)}.",
                "Stop it first; one daemon works in a directory.");
            var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ContentRootPath = Path.GetFullPath(directory.Root) });
            builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff'Z' ";
            });
            builder.Services.AddSystemd().AddWindowsService();
            builder.Services.AddSingleton(provider => new ClientDaemon(
                directory, new ClientOptions(), new TorchTrainer(), TimeProvider.System, provider.GetRequiredService<ILogger<ClientDaemon>>()));
            builder.Services.AddHostedService<DaemonService>();
            using var host = builder.Build();
            await host.RunAsync(cancellation);
            return ExitCode.Success;
        });
        return command;
    }

    private static void RequireDevice(ClientDirectory directory)
    {
        ComputeDevice wish;
        try
        {
            wish = PolicyFile.Read(directory.PolicyFile).Device;
        }
        catch (CommandException)
        {
            // A wrong policy accepts nothing; the daemon says so until it is corrected.
            return;
        }

        if (ComputeDevices.ProblemWith(wish) is { } problem)
        {
            throw new CommandException(ExitCode.Resource, problem.Message);
        }
    }

    private sealed class DaemonService(ClientDaemon daemon) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => daemon.RunAsync(stoppingToken);
    }
}
