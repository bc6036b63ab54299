using System.CommandLine;
using System.Net;
using FederatedSecure.Coordinator.Server;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Hosting.Files;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace FederatedSecure.Coordinator.Commands;

/// <summary><c>coordinator serve</c>.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var listen = new Option<string?>("--listen") { Description = "IP address and port that sites connect to (default 0.0.0.0:8443; port 0 takes a free one)." };
        var address = new Option<string?>("--address") { Description = "Address for invites and for the server's certificate (default https://localhost:8443)." };
        var idlePoll = new Option<double?>("--idle-poll") { Description = "Seconds between polls of a site with nothing to do (default 15)." };
        var activePoll = new Option<double?>("--active-poll") { Description = "Seconds between polls of a site in a running job (default 1)." };
        var command = new Command("serve", """
            Serves. Makes its data directory, with a certificate authority of its own, on first start.

            Example:
              coordinator serve --data /var/lib/federatedsecure --listen 0.0.0.0:8443 --address https://federation.example.org:8443

            The same settings, and more, may stand in coordinator.json in the data directory; see docs/operator-guide.md.
            """) { data, listen, address, idlePoll, activePoll };
        command.SetAction(async (parsed, cancellation) =>
        {
            var directory = Path.GetFullPath(parsed.GetValue(data)!);
            using var held = Take(directory);
            var options = Combine(
                directory,
                CoordinatorSettings.Read(Path.Combine(directory, "coordinator.json")),
                parsed.GetValue(listen),
                parsed.GetValue(address),
                parsed.GetValue(idlePoll),
                parsed.GetValue(activePoll));
            return await ServeAsync(options, cancellation);
        });
        return command;
    }

    private static DirectoryLock Take(string directory)
    {
        try
        {
            PrivateFile.CreateDirectory(directory);
            return DirectoryLock.TryTake(directory) ?? throw new CommandException(
                ExitCode.Resource,
                $"Another coordinator works in {directory}.",
                "Stop it first, or choose another directory with --data.");
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new CommandException(
                ExitCode.Resource,
                $"The data directory {directory} cannot be used: {exception.Message}",
                "Choose a directory that this user may write to with --data.",
                exception);
        }
    }

    private static CoordinatorOptions Combine(
        string directory, CoordinatorSettings settings, string? listen, string? address, double? idlePoll, double? activePoll)
    {
        var defaults = new CoordinatorOptions { DataDirectory = directory };
        return defaults with
        {
            Listen = ParseListen(listen ?? settings.Listen) ?? defaults.Listen,
            Address = ParseAddress(address ?? settings.Address) ?? defaults.Address,
            SiteCertificateLifetime = Positive("siteCertificateDays", settings.SiteCertificateDays, TimeSpan.FromDays) ?? defaults.SiteCertificateLifetime,
            IdlePoll = Positive("--idle-poll", idlePoll ?? settings.IdlePollSeconds, TimeSpan.FromSeconds) ?? defaults.IdlePoll,
            ActivePoll = Positive("--active-poll", activePoll ?? settings.ActivePollSeconds, TimeSpan.FromSeconds) ?? defaults.ActivePoll,
            Certificates = settings.Certificates is { } own ? new OwnCertificates(own.Server, own.ServerKey, own.SiteAuthority) : null,
        };
    }

    private static IPEndPoint? ParseListen(string? text) => text is null ? null : IPEndPoint.TryParse(text, out var endpoint)
        ? endpoint
        : throw new CommandException(ExitCode.Usage, $"\"{text}\" is no address to listen on.", "Write an IP address and a port, for example 0.0.0.0:8443.");

    private static Uri? ParseAddress(string? text) => text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps
            ? address
            : throw new CommandException(ExitCode.Usage, $"\"{text}\" is no address for sites.", "Write it as https://host:port.");

    private static TimeSpan? Positive(string name, double? value, Func<double, TimeSpan> unit) => value is null ? null
        : value is > 0 and < 1e6 ? unit(value.Value)
        : throw new CommandException(ExitCode.Usage, $"{name} must be a number above 0.");

    private static async Task<int> ServeAsync(CoordinatorOptions options, CancellationToken cancellation)
    {
        WebApplication app;
        try
        {
            app = CoordinatorServer.Build(options, configureLogging: logging => logging
                .SetMinimumLevel(LogLevel.Information)
                .AddFilter("Microsoft", LogLevel.Warning)
                .AddFilter("Grpc", LogLevel.Critical)
                // A start that fails is told by the command, in words and without a stack trace.
                .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
                .AddSimpleConsole(console =>
                {
                    console.SingleLine = true;
                    console.UseUtcTimestamp = true;
                    console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff'Z' ";
                }));
        }
        catch (InvalidDataException exception)
        {
            throw new CommandException(ExitCode.Resource, exception.Message, innerException: exception);
        }

        await using (app)
        {
            try
            {
                await app.StartAsync(cancellation);
            }
            catch (IOException exception) when (exception.InnerException is AddressInUseException)
            {
                throw new CommandException(
                    ExitCode.Resource,
                    $"The port of {options.Listen} is in use.",
                    "Stop the program that uses it, or choose another with --listen.",
                    exception);
            }

            var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            Console.WriteLine($"coordinator: serving on {addresses.First(address => address.StartsWith("https", StringComparison.Ordinal))}");
            await app.WaitForShutdownAsync(cancellation);
        }

        return ExitCode.Success;
    }
}
