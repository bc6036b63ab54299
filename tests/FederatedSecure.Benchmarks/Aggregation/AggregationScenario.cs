using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using FederatedSecure.Aggregation.Pipeline;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Benchmarks.Figures;
using FederatedSecure.Benchmarks.Scenarios;
using FederatedSecure.Numerics;

namespace FederatedSecure.Benchmarks.Aggregation;

/// <summary>What robust rules cost on updates in memory.</summary>
internal sealed class AggregationScenario : IScenario
{
    private const int Length = 1_000_000;
    private const int Threads = 2;

    private static readonly ImmutableArray<int> Sizes = [20, 50, 100];

    public string Name => "aggregation";

    public string Description => "Seconds per robust rule: 20, 50 and 100 updates of a million parameters, a fifth of them claimed bad.";

    public Task<FigureTable> MeasureAsync(BenchmarkOptions options, CancellationToken cancellation)
    {
        var cases = AggregationCase.All;
        var found = cases.ToDictionary(one => one, _ => new List<(string Elapsed, string Processor)>());
        foreach (var n in Sizes)
        {
            var inputs = new AggregationInputs(new ArrayTiles(Updates(n)));
            foreach (var one in cases)
            {
                found[one].Add(Measure(one.Pipeline, inputs, n / 5, options.Runs, cancellation));
            }
        }

        return Task.FromResult(new FigureTable(
            "Robust rules",
            $"float32, n updates of {Length:N0} parameters in memory, f = n/5, {Threads} threads, from the inputs to the result in memory, "
            + $"including the search for NaN and infinities. Median of {options.Runs} runs (least–most); processor: seconds of both threads together, least.",
            ["rule", .. Sizes.SelectMany(n => new[] { $"n = {n}: wanted, s", "found, s", "processor, s" })],
            [.. cases.Select(one => (ImmutableArray<string>)
                [one.Name, .. one.Wanted.Zip(found[one]).SelectMany(pair => new[] { pair.First, pair.Second.Elapsed, pair.Second.Processor })])]));
    }

    private static (string Elapsed, string Processor) Measure(
        AggregationPipeline pipeline, AggregationInputs inputs, int f, int runs, CancellationToken cancellation)
    {
        var (elapsed, processor) = (new Samples(), double.PositiveInfinity);
        var result = new float[Length];
        pipeline.Aggregate(inputs, f, result, Threads, cancellation);
        for (var run = 0; run < runs; run++)
        {
            var (start, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            pipeline.Aggregate(inputs, f, result, Threads, cancellation);
            elapsed.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            processor = Math.Min(processor, (Environment.CpuUsage.TotalTime - used).TotalSeconds);
        }

        return (elapsed.Describe("0.000"), processor.ToString("0.000", CultureInfo.InvariantCulture));
    }

    /// <summary>Gaussian values, the same ones at other places in each update: what rules cost does not depend on them.</summary>
    private static float[][] Updates(int n)
    {
        var source = new SeededRandomSource(1);
        var values = new float[Length];
        foreach (ref var value in values.AsSpan())
        {
            value = (float)source.NextGaussian();
        }

        var updates = new float[n][];
        for (var i = 0; i < n; i++)
        {
            var cut = source.NextInt32(Length);
            updates[i] = [.. values.AsSpan(cut), .. values.AsSpan(0, cut)];
        }

        return updates;
    }
}
