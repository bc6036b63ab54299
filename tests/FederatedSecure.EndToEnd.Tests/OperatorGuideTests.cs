using System.Diagnostics;
using System.Globalization;
using FederatedSecure.EndToEnd.Tests.Support;
using FederatedSecure.Lab.Federation;
using FederatedSecure.Models;

namespace FederatedSecure.EndToEnd.Tests;

public sealed class OperatorGuideTests
{
    [Fact]
    public async Task Guide_CommandsTypedInOrder_TrainAModel()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The guide is written for a Linux shell.");
        using var directory = new TemporaryDirectory();
        var repository = Repository.Root;
        var guide = GuideScript.Parse(await File.ReadAllTextAsync(
            Path.Combine(repository, "docs", "operator-guide.md"), TestContext.Current.CancellationToken));
        // The port may be taken on the machine that runs this.
        var port = LocalPorts.Free().ToString(CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(
            directory.File(".guide.sh"), guide.Replace("8443", port, StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var exitCode = await RunAsync(directory, repository);

        var log = await File.ReadAllTextAsync(directory.File(".guide.log"), TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, log);
        Assert.True(File.Exists(directory.File("spam.safetensors")), log);
        using var model = SafetensorsFile.Open(directory.File("spam.safetensors"));
        Assert.True(model.Tensors.Length > 0);
    }

    private static async Task<int> RunAsync(TemporaryDirectory directory, string repository)
    {
        // A session of its own: its script ends everything that it started, and nothing else.
        var info = new ProcessStartInfo("setsid") { WorkingDirectory = directory.Path };
        foreach (var argument in (ReadOnlySpan<string>)["--wait", "bash", ".guide.sh"])
        {
            info.ArgumentList.Add(argument);
        }

        info.Environment["FEDERATEDSECURE"] = repository;
        info.Environment["BUILT"] = AppContext.BaseDirectory;
        info.Environment["DOTNET_ROOT"] = Repository.DotnetRoot;
        using var process = Process.Start(info)!;
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode;
    }
}
