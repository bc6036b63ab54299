using System.Diagnostics;
using FederatedSecure.Benchmarks.Figures;
using FederatedSecure.Lab.Federation;

namespace FederatedSecure.Benchmarks.Scenarios;

/// <summary>From the start of the process to serving.</summary>
internal sealed class StartupScenario : IScenario
{
    public string Name => "startup";

    public string Description => "Seconds from the start of the coordinator's process to serving.";

    public async Task<FigureTable> MeasureAsync(BenchmarkOptions options, CancellationToken cancellation)
    {
        var first = new Samples();
        var again = new Samples();
        var memory = new Samples();
        for (var run = 0; run < options.Runs; run++)
        {
            using var folder = FederationFolder.Temporary();
            var port = LocalPorts.Free();
            await using var coordinator = new LocalCoordinator(folder, port, port);
            first.Add(await StartAsync(coordinator, cancellation));
            await coordinator.KillAsync();
            again.Add(await StartAsync(coordinator, cancellation));
            memory.Add(ProcessUsage.ResidentBytes(coordinator.Process.Id) / 1e6);
        }

        return new FigureTable(
            "Start",
            $"Seconds until the coordinator says that it serves, and its memory then. Median of {options.Runs} runs (least–most).",
            ["start", "seconds", "memory, MB"],
            [
                ["empty data directory (makes its authority)", first.Describe("F2"), ""],
                ["existing data directory", again.Describe("F2"), memory.Describe("F0")],
            ]);
    }

    private static async Task<double> StartAsync(LocalCoordinator coordinator, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        await coordinator.StartAsync(cancellation);
        return watch.Elapsed.TotalSeconds;
    }
}
