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
            ImmutableArray<string> row =
            [
                one.Name,
                $"{one.Batch}",
                plain.Describe("F2"),
                @private.Describe("F2"),
                ratio.Describe("F2"),
                one.Batch is 128 or 256 && await TrainingMemory.RatioAsync(one, cancellation) is { } memory ? memory.ToString("F2", CultureInfo.InvariantCulture) : "",
                .. Compare(one, options.Runs, cancellation),
            ];
            // Each takes minutes: what is there is shown.
            Console.WriteLine(string.Join(" | ", row));
            rows.Add(row);
        }

        return new FigureTable(
            "DP-SGD",
            $"Whole trainers on random records: drawing the batch, gradients, noise of the operating system's generator, optimizer; {TrainingCase.Threads} thread, "
            + $"processor time. Median of {options.Runs} pairs, each with and without privacy in turns (least–most). Memory: peak of a process that trains "
            + "privately by the peak of one that does not, both above what they held before the first step. The last columns are gradients alone, without "
            + "noise and optimizer, by the plain gradient of the same batch.",
            [
                "model", "batch", "plain, ms a step", "private, ms a step", "private / plain", "peak memory, private / plain",
                "book-keeping", "kept gradients", "two passes", "micro-batches",
            ],
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

    /// <summary>Medians of the ratios to the plain gradient, in the order of the methods.</summary>
    private static IEnumerable<string> Compare(TrainingCase one, int runs, CancellationToken cancellation)
    {
        var methods = Enum.GetValues<GradientMethod>();
        var ratios = methods.ToDictionary(method => method, _ => new Samples());
        using var gradients = new GradientMethods(one);
        for (var run = -1; run < runs; run++)
        {
            cancellation.ThrowIfCancellationRequested();
            var plain = gradients.Measure(GradientMethod.Plain);
            foreach (var method in methods)
            {
                var ratio = gradients.Measure(method) / plain;
                if (run >= 0)
                {
                    ratios[method].Add(ratio);
                }
            }
        }

        return methods.Where(method => method != GradientMethod.Plain).Select(method => ratios[method].Median.ToString("F2", CultureInfo.InvariantCulture));
    }
}
