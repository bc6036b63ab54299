using System.Diagnostics;
using FederatedSecure.Benchmarks.Figures;
using FederatedSecure.Benchmarks.Protocol;

namespace FederatedSecure.Benchmarks.Scenarios;

/// <summary>A coordinator is killed in the middle of a round and started again.</summary>
internal sealed class RecoveryScenario : IScenario
{
    private const int Outputs = 2_500;
    private const int RoundsBefore = 5;

    public string Name => "recovery";

    public string Description => "Seconds from the start after a SIGKILL to serving, and to the offer of the interrupted round.";

    public async Task<FigureTable> MeasureAsync(BenchmarkOptions options, CancellationToken cancellation)
    {
        await using var federation = await ProtocolFederation.StartAsync(sites: 1, cancellation);
        var site = federation.Sites[0];
        await federation.SubmitAsync(ProtocolJob.Text(Outputs, rounds: 1_000, sites: 1), cancellation);
        var update = ProtocolUpdate.Random(ProtocolJob.Parameters(Outputs), seed: 1);
        var serving = new Samples();
        var working = new Samples();
        for (var run = 0; run < options.Runs; run++)
        {
            for (var round = 0; round < RoundsBefore; round++)
            {
                await site.PlayAsync(ProtocolJob.DataSet, update, cancellation);
            }

            var (plan, _) = await site.WaitForPlanAsync(ProtocolJob.DataSet, cancellation);
            await site.AcceptAsync(plan, cancellation);
            await federation.Coordinator.KillAsync();
            var watch = Stopwatch.StartNew();
            await federation.Coordinator.StartAsync(cancellation);
            serving.Add(watch.Elapsed.TotalSeconds);
            await site.WaitForPlanAsync(ProtocolJob.DataSet, cancellation);
            working.Add(watch.Elapsed.TotalSeconds);
            await site.UploadAsync(plan, update, cancellation);
        }

        return new FigureTable(
            "Recovery after SIGKILL",
            $"The coordinator is killed in the middle of a round of a 10 MB model, with {RoundsBefore} and more rounds behind it, and started again at once. Median of {options.Runs} runs (least–most).",
            ["until", "seconds"],
            [["it serves", serving.Describe("F2")], ["a site is offered the interrupted round again", working.Describe("F2")]]);
    }
}
