using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Benchmarks.Figures;
using FederatedSecure.Benchmarks.Scenarios;

namespace FederatedSecure.Benchmarks.Privacy;

/// <summary>What differential privacy costs in time and memory, as multiples of ordinary training in the same run.</summary>
internal sealed class PrivateTrainingScenario : IScenario
{
    public string Name => "dp-sgd";

    public string Description => "Steps of DP-SGD against ordinary steps: same model, batch and threads, in turns; and peak memory.";

    public async Task<FigureTable> MeasureAsync(BenchmarkOptions options, CancellationToken cancellation)
    {
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        foreach (var one in TrainingCase.All)
        {
            var (plain, @private, ratio) = Measure(one, options.Runs, cancellation);
            rows.Add(
            [
                one.Name,
                $"{one.Batch}",
                plain.Describe("F2"),
                @private.Describe("F2"),
                ratio.Describe("F2"),
                await TrainingMemory.RatioAsync(one, cancellation) is { } memory ? memory.ToString("F2", CultureInfo.InvariantCulture) : "no Linux",
            ]);
        }

        return new FigureTable(
            "DP-SGD",
            $"Whole trainers on random records: drawing the batch, gradients, noise of the operating system's generator, optimizer; {TrainingCase.Threads} threads. "
            + $"Median of {options.Runs} pairs, each with and without privacy in turns (least–most). Memory: peak of a process that trains "
            + "privately by the peak of one that does not, both above what they held before the first step.",
            ["model", "batch", "plain, ms a step", "private, ms a step", "private / plain", "peak memory, private / plain"],
            rows.ToImmutable());
    }

    private static (Samples Plain, Samples Private, Samples Ratio) Measure(TrainingCase one, int runs, CancellationToken cancellation)
    {
        var (plain, @private, ratio) = (new Samples(), new Samples(), new Samples());
        one.Plain(cancellation);
        one.Private(cancellation);
        for (var run = 0; run < runs; run++)
        {
            var (without, with) = (one.Plain(cancellation), one.Private(cancellation));
            plain.Add(1000 * without);
            @private.Add(1000 * with);
            ratio.Add(with / without);
        }

        return (plain, @private, ratio);
    }
}
