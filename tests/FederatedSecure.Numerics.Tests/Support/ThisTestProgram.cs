using System.Diagnostics;

namespace FederatedSecure.Numerics.Tests.Support;

/// <summary>Runs tests of this program once more, in a process of their own.</summary>
internal static class ThisTestProgram
{
    /// <summary>Runs a test class under a runtime setting that only counts at the start of a process.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(Type testClass, string setting, string value, CancellationToken cancellation)
    {
        var library = testClass.Assembly.Location;
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? Path.ChangeExtension(library, ".exe") : Path.ChangeExtension(library, null))
        {
            ArgumentList = { "-class", testClass.FullName!, "-noColor", "-noLogo" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                [setting] = value,
                // dotnet/shared/Microsoft.NETCore.App/version: the same runtime that runs this process.
                ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..")),
            },
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output + await errors);
    }
}
