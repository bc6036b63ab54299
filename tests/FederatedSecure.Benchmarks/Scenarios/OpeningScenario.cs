using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using FederatedSecure.Benchmarks.Figures;
using FederatedSecure.Benchmarks.Protocol;
using FederatedSecure.Numerics;
using FederatedSecure.Protos.V1;
using Task = System.Threading.Tasks.Task;

namespace FederatedSecure.Benchmarks.Scenarios;

/// <summary>
/// What an encrypted round costs a coordinator process, against the number of sites: the time from the last holder's answer to the
/// published model (all sums are read, added, opened and aggregated in it), and the peak of its memory over the whole round.
/// </summary>
internal sealed class OpeningScenario : IScenario
{
    private const int Outputs = 977;
    private const int BucketSize = 5;
    private const int AtOnce = 4;
    private static readonly ImmutableArray<int> Cases = [10, 30, 100];

    public string Name => "opening";

    public string Description => "An encrypted round of a million parameters: the coordinator's time to add and open, and its peak memory.";

    public async Task<FigureTable> MeasureAsync(BenchmarkOptions options, CancellationToken cancellation)
    {
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        foreach (var sites in Cases)
        {
            var (seconds, processor, peak, upload) = (new Samples(), new Samples(), new Samples(), new Samples());
            for (var run = 0; run < options.Runs; run++)
            {
                var round = await RunAsync(sites, cancellation);
                seconds.Add(round.Seconds);
                processor.Add(round.ProcessorSeconds);
                peak.Add(round.PeakBytes / 1e6);
                upload.Add(round.UploadBytes / 1e6);
            }

            rows.Add([sites.ToString(CultureInfo.InvariantCulture), upload.Describe("F2"), seconds.Describe("F2"), processor.Describe("F2"), peak.Describe("F0")]);
        }

        return new FigureTable(
            "Opening",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{ProtocolJob.Parameters(Outputs):N0} parameters, 16 bits, buckets of {BucketSize}, a fresh coordinator process for each round, {AtOnce} sites uploading at once."),
            ["sites", "upload of a site, MB", "last answer to published model, s", "processor seconds in that time", "peak memory, MB"],
            rows.ToImmutable());
    }

    private static async Task<(double Seconds, double ProcessorSeconds, long PeakBytes, long UploadBytes)> RunAsync(int sites, CancellationToken cancellation)
    {
        await using var federation = await ProtocolFederation.StartAsync(sites, cancellation);
        var process = federation.Coordinator.Process.Id;
        var job = await federation.SubmitAsync(
            ProtocolJob.Text(Outputs, rounds: 1, sites, $"\"encryption\": {{ \"bucketSize\": {BucketSize} }}"), cancellation);
        var random = new SeededRandomSource(1);
        var values = new float[ProtocolJob.Parameters(Outputs)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)((random.NextDouble() - 0.5) * 1e-3);
        }

        // A round begins when as many sites have asked for work as it needs.
        var offers = await Task.WhenAll(federation.Sites.Select(site => site.WaitForOfferAsync(ProtocolJob.DataSet, cancellation)));
        long upload = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(
            federation.Sites.Zip(offers), parallel, async (pair, token) => upload = await pair.First.ProtectAsync(pair.Second, values, token));

        // Sites beyond the committee are asked for nothing: their poll ends with the job.
        using var opened = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var (answered, processor) = (0L, 0.0);
        var answers = federation.Sites.Select(async site =>
        {
            await site.UnmaskAsync(ProtocolJob.DataSet, values.Length, opened.Token);
            (answered, processor) = (Stopwatch.GetTimestamp(), ProcessUsage.ProcessorSeconds(process));
        }).ToArray();
        var published = 0L;
        await foreach (var progress in federation.Coordinator.WatchAsync(job, cancellation))
        {
            if (progress.Job.Phase is JobPhase.Evaluating or JobPhase.Completed)
            {
                published = Stopwatch.GetTimestamp();
                break;
            }

            if (progress.Job.Phase is JobPhase.Failed or JobPhase.Cancelled)
            {
                throw new InvalidOperationException($"The job ended as {progress.Job.Phase}: {progress.Job.Reason}");
            }
        }

        var used = ProcessUsage.ProcessorSeconds(process) - processor;
        await opened.CancelAsync();
        await Task.WhenAll(answers).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return (Stopwatch.GetElapsedTime(answered, published).TotalSeconds, used, ProcessUsage.PeakResidentBytes(process), upload);
    }
}
