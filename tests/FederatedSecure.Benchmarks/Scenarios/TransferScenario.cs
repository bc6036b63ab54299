using System.Diagnostics;
using FederatedSecure.Benchmarks.Figures;
using FederatedSecure.Benchmarks.Protocol;

namespace FederatedSecure.Benchmarks.Scenarios;

/// <summary>One site downloads a model of 100 MB and uploads an update of the same size.</summary>
internal sealed class TransferScenario : IScenario
{
    // 25,000 × 1,024 parameters of 4 bytes.
    private const int Outputs = 25_000;

    public string Name => "transfer";

    public string Description => "Megabytes per second of a 100 MB model over TLS on the loopback interface, and what they allocate.";

    public async Task<FigureTable> MeasureAsync(BenchmarkOptions options, CancellationToken cancellation)
    {
        await using var federation = await ProtocolFederation.StartAsync(sites: 1, cancellation);
        var site = federation.Sites[0];
        await federation.SubmitAsync(ProtocolJob.Text(Outputs, rounds: options.Runs + 1, sites: 1), cancellation);
        var down = new Direction();
        var up = new Direction();
        for (var run = 0; run <= options.Runs; run++)
        {
            var (plan, offered) = await site.WaitForPlanAsync(ProtocolJob.DataSet, cancellation);
            await site.AcceptAsync(plan, cancellation);
            var update = ProtocolUpdate.Random(ProtocolJob.Parameters(Outputs), (ulong)run);

            // The first round warms both sides up.
            await down.MeasureAsync((long)offered.Model.Length, keep: run > 0, () => site.DownloadAsync(plan, offered.Model, cancellation));
            await up.MeasureAsync(update.Bytes.Length, keep: run > 0, () => site.UploadAsync(plan, update, cancellation));
        }

        var peak = ProcessUsage.PeakResidentBytes(federation.Coordinator.Process.Id) / 1e6;
        return new FigureTable(
            "Transfer",
            $"One site, {ProtocolJob.Parameters(Outputs) * 4 / 1e6:F0} MB, mutual TLS 1.3 on the loopback interface; both ends share the machine. Chunks are hashed on both sides; the upload includes offer and commit, and the coordinator's checks and spooling to disk. Median of {options.Runs} rounds (least–most). The coordinator's memory peaked at {peak:F0} MB.",
            ["direction", "MB/s", "allocated by the site per transfer, MB"],
            [["download", down.Speed.Describe("F0"), down.Allocated.Describe("F2")], ["upload", up.Speed.Describe("F0"), up.Allocated.Describe("F2")]]);
    }

    private sealed class Direction
    {
        public Samples Speed { get; } = new();

        public Samples Allocated { get; } = new();

        public async Task MeasureAsync(long bytes, bool keep, Func<Task> transfer)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var watch = Stopwatch.StartNew();
            await transfer();
            var seconds = watch.Elapsed.TotalSeconds;
            if (keep)
            {
                Speed.Add(bytes / 1e6 / seconds);
                Allocated.Add((GC.GetTotalAllocatedBytes(precise: true) - before) / 1e6);
            }
        }
    }
}
