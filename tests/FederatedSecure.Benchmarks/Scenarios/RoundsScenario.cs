using System.Diagnostics;
using FederatedSecure.Benchmarks.Figures;
using FederatedSecure.Benchmarks.Protocol;
using Task = System.Threading.Tasks.Task;

namespace FederatedSecure.Benchmarks.Scenarios;

/// <summary>How many rounds the coordinator manages when training takes no time.</summary>
internal sealed class RoundsScenario : IScenario
{
    private const int Outputs = 10;
    private const int WarmUp = 3;

    public string Name => "rounds";

    public string Description => "Rounds per second with sites that train in no time.";

    public async Task<FigureTable> MeasureAsync(BenchmarkOptions options, CancellationToken cancellation)
    {
        var rows = new List<(int Sites, Samples Rate)>();
        foreach (var sites in (int[])[2, 10, 50])
        {
            await using var federation = await ProtocolFederation.StartAsync(sites, cancellation);
            var rounds = WarmUp + options.Runs * 5;
            var rate = new Samples();
            await federation.SubmitAsync(ProtocolJob.Text(Outputs, rounds, sites), cancellation);
            var update = ProtocolUpdate.Random(ProtocolJob.Parameters(Outputs), seed: 1);
            var watch = Stopwatch.StartNew();
            for (var round = 1; round <= rounds; round++)
            {
                await Task.WhenAll(federation.Sites.Select(site => site.PlayAsync(ProtocolJob.DataSet, update, cancellation)));
                if (round == WarmUp)
                {
                    watch.Restart();
                }
                else if (round > WarmUp && (round - WarmUp) % 5 == 0)
                {
                    rate.Add(5 / watch.Elapsed.TotalSeconds);
                    watch.Restart();
                }
            }

            rows.Add((sites, rate));
        }

        return new FigureTable(
            "Rounds",
            $"A model of {ProtocolJob.Parameters(Outputs):N0} parameters, every site in every round, each with a connection of its own: poll, accept, download, upload, commit, aggregate, publish. Most of a round is the wait between polls. Median over {options.Runs} groups of five rounds (least–most).",
            ["sites", "rounds per second"],
            [.. rows.Select(row => (System.Collections.Immutable.ImmutableArray<string>)[row.Sites.ToString(), row.Rate.Describe("F2")])]);
    }
}
