using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FederatedSecure.Benchmarks.Figures;

namespace FederatedSecure.Benchmarks.Privacy;

/// <summary>The most memory that a training takes, in a process of its own: what an allocator keeps would spoil the next figure.</summary>
internal static class TrainingMemory
{
    private const string Name = "dp-sgd-memory";

    /// <summary>The command that the processes run.</summary>
    public static Command Command()
    {
        var index = new Argument<int>("case");
        var isPrivate = new Option<bool>("--private");
        var command = new Command(Name, "Prints the memory of one training, in bytes.") { index, isPrivate };
        command.Hidden = true;
        command.SetAction(result =>
        {
            var one = TrainingCase.All[result.GetValue(index)];
            // Loads everything that both need, and makes the records.
            (one with { Batch = 1, Steps = 1 }).Plain(CancellationToken.None);
            (one with { Batch = 1, Steps = 1 }).Private(CancellationToken.None);
            var before = ProcessUsage.ResidentBytes(Environment.ProcessId);
            _ = result.GetValue(isPrivate) ? one.Private(CancellationToken.None) : one.Plain(CancellationToken.None);
            Console.WriteLine(ProcessUsage.PeakResidentBytes(Environment.ProcessId) - before);
        });
        return command;
    }

    /// <summary>Private by plain, or null where the kernel does not tell.</summary>
    public static async Task<double?> RatioAsync(TrainingCase one, CancellationToken cancellation) => OperatingSystem.IsLinux()
        ? await BytesAsync(one, isPrivate: true, cancellation) / await BytesAsync(one, isPrivate: false, cancellation)
        : null;

    private static async Task<double> BytesAsync(TrainingCase one, bool isPrivate, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        start.ArgumentList.Add(Name);
        start.ArgumentList.Add(TrainingCase.All.IndexOf(one).ToString(CultureInfo.InvariantCulture));
        if (isPrivate)
        {
            start.ArgumentList.Add("--private");
        }

        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0
            ? double.Parse(text, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"The process that measures memory ended with {process.ExitCode}.");
    }
}
