using System.Diagnostics;
using FederatedSecure.Benchmarks.Figures;
using FederatedSecure.Benchmarks.Protocol;
using FederatedSecure.Protos.V1;
using Task = System.Threading.Tasks.Task;

namespace FederatedSecure.Benchmarks.Scenarios;

/// <summary>A thousand sites with nothing to do, each on a connection of its own, polling at the pace that they are told.</summary>
internal sealed class IdleScenario : IScenario
{
    private const int Sites = 1_000;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(20);

    public string Name => "idle";

    public string Description => "Memory and processor time of a coordinator that 1,000 idle clients poll.";

    public async Task<FigureTable> MeasureAsync(BenchmarkOptions options, CancellationToken cancellation)
    {
        await using var federation = await ProtocolFederation.StartAsync(Sites, cancellation, quick: false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var polls = new Counter();
        var polling = federation.Sites.Select(site => PollAsync(site, polls, stop.Token)).ToArray();
        await Task.Delay(Settling, cancellation);

        var processId = federation.Coordinator.Process.Id;
        var share = new Samples();
        var rate = new Samples();
        var memory = new Samples();
        for (var run = 0; run < options.Runs; run++)
        {
            var watch = Stopwatch.StartNew();
            var (processor, answered) = (ProcessUsage.ProcessorSeconds(processId), polls.Value);
            await Task.Delay(Window, cancellation);
            var seconds = watch.Elapsed.TotalSeconds;
            share.Add(100 * (ProcessUsage.ProcessorSeconds(processId) - processor) / seconds);
            rate.Add((polls.Value - answered) / seconds);
            memory.Add(ProcessUsage.ResidentBytes(processId) / 1e6);
        }

        await stop.CancelAsync();
        await Task.WhenAll(polling);
        return new FigureTable(
            "Idle clients",
            $"{Sites:N0} enrolled sites, one TLS connection each, polling at the pace the coordinator sets. Median of {options.Runs} windows of {Window.TotalSeconds:F0} s (least–most), after {Settling.TotalSeconds:F0} s.",
            ["", "figure"],
            [
                ["polls per second", rate.Describe("F0")],
                ["processor, % of one core", share.Describe("F1")],
                ["memory, MB", memory.Describe("F0")],
                ["peak memory, enrolment included, MB", (ProcessUsage.PeakResidentBytes(processId) / 1e6).ToString("F0")],
            ]);
    }

    private static async Task PollAsync(ProtocolSite site, Counter polls, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var answer = await site.Work.PollWorkAsync(
                    new PollWorkRequest { DataSets = { ProtocolJob.DataSet } }, cancellationToken: cancellation);
                polls.Increment();
                await Task.Delay((int)answer.NextPollAfterMilliseconds, cancellation);
            }
        }
        catch (Exception e) when (cancellation.IsCancellationRequested && e is OperationCanceledException or Grpc.Core.RpcException)
        {
            // The measurement is over.
        }
    }

    private sealed class Counter
    {
        private long _value;

        public long Value => Interlocked.Read(ref _value);

        public void Increment() => Interlocked.Increment(ref _value);
    }
}
