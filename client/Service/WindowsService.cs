using System.Diagnostics;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Hosting.Commands;

namespace FederatedSecure.Client.Service;

/// <summary>Registers the daemon as a Windows service.</summary>
public static class WindowsService
{
    /// <summary>Registers it with the service manager.</summary>
    /// <returns>What the operator types next.</returns>
    /// <exception cref="CommandException">The service manager refused.</exception>
    public static string Install(ClientDirectory directory, string site)
    {
        var name = $"FederatedSecureClient-{site}";
        var start = new ProcessStartInfo("sc.exe")
        {
            ArgumentList = { "create", name, "binPath=", $"\"{Environment.ProcessPath}\" run --data \"{Path.GetFullPath(directory.Root)}\"", "start=", "auto" },
        };
        using var process = Process.Start(start) ?? throw new CommandException(ExitCode.Failure, "sc.exe could not be started.");
        process.WaitForExit();
        return process.ExitCode == 0
            ? $"Registered the service {name}. Start it now: sc.exe start {name}"
            : throw new CommandException(ExitCode.Resource, $"The service manager refused (exit code {process.ExitCode}).", "Run the command as administrator.");
    }
}
