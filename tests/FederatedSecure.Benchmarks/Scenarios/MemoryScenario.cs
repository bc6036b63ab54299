using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Benchmarks.Figures;
using FederatedSecure.Benchmarks.Protocol;
using Task = System.Threading.Tasks.Task;

namespace FederatedSecure.Benchmarks.Scenarios;

/// <summary>The coordinator's peak memory in a round, against the size of the model and the number of sites that upload at once.</summary>
internal sealed class MemoryScenario : IScenario
{
    private static readonly ImmutableArray<(int Outputs, int Sites)> Cases = [(250, 1), (250, 16), (2_500, 1), (2_500, 16), (25_000, 1), (25_000, 8)];

    public string Name => "memory";

    public string Description => "Peak memory of the coordinator against model size and number of uploading sites.";

    public async Task<FigureTable> MeasureAsync(BenchmarkOptions options, CancellationToken cancellation)
    {
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        foreach (var (outputs, sites) in Cases)
        {
            await using var federation = await ProtocolFederation.StartAsync(sites, cancellation);
            var idle = ProcessUsage.ResidentBytes(federation.Coordinator.Process.Id) / 1e6;
            await federation.SubmitAsync(ProtocolJob.Text(outputs, rounds: 2, sites), cancellation);
            var update = ProtocolUpdate.Random(ProtocolJob.Parameters(outputs), seed: 1);
            // The second round's plan says that the first was aggregated and published.
            for (var round = 1; round <= 2; round++)
            {
                await Task.WhenAll(federation.Sites.Select(site => site.PlayAsync(ProtocolJob.DataSet, update, cancellation)));
            }

            var peak = ProcessUsage.PeakResidentBytes(federation.Coordinator.Process.Id) / 1e6;
            rows.Add([
                (ProtocolJob.Parameters(outputs) * 4 / 1e6).ToString("F0", CultureInfo.InvariantCulture),
                sites.ToString(CultureInfo.InvariantCulture),
                idle.ToString("F0", CultureInfo.InvariantCulture),
                peak.ToString("F0", CultureInfo.InvariantCulture),
            ]);
        }

        return new FigureTable(
            "Memory",
            "A fresh coordinator for each line; two rounds in which all sites download and upload at once. Resident memory, as the kernel counts it.",
            ["model, MB", "sites uploading at once", "before the job, MB", "peak, MB"],
            rows.ToImmutable());
    }
}
