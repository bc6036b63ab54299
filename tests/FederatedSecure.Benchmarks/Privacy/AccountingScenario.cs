using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using FederatedSecure.Benchmarks.Figures;
using FederatedSecure.Benchmarks.Scenarios;
using FederatedSecure.Privacy;

namespace FederatedSecure.Benchmarks.Privacy;

/// <summary>How long ε of a training takes to compute, and how far the accountant's two bounds are apart.</summary>
internal sealed class AccountingScenario : IScenario
{
    private const double Delta = 1e-5;

    private static readonly ImmutableArray<SampledGaussian> Cases =
    [
        new(0.01, 4, 10_000), new(0.01, 1.1, 10_000), new(0.001, 0.8, 10_000), new(0.05, 1.5, 10_000), new(0.2, 5, 10_000),
        new(256.0 / 60_000, 1.1, 14_063), new(0.01, 1, 100), new(0.001, 1, 1_000_000),
    ];

    public string Name => "accounting";

    public string Description => "ε of DP-SGD by privacy loss distributions: time, bounds and their gap.";

    public Task<FigureTable> MeasureAsync(BenchmarkOptions options, CancellationToken cancellation)
    {
        // The very first call also loads and compiles the accountant.
        var cold = Milliseconds(new SampledGaussian(0.02, 1.3, 10_000));
        foreach (var one in Cases.Concat(Cases))
        {
            Milliseconds(one);
        }

        var rows = Cases.Select(one => Row(one, options.Runs, cancellation)).ToImmutableArray();
        return Task.FromResult(new FigureTable(
            "Accounting",
            string.Create(CultureInfo.InvariantCulture, $"`privacy.epsilon` with the accountant \"pld\" at δ = {Delta}, one thread, after warming up; median of {options.Runs} runs (least–most). ")
            + string.Create(CultureInfo.InvariantCulture, $"The first call in a process took {cold:F0} ms."),
            ["steps", "q", "σ", "ms", "ε, lower", "ε, upper", "gap / upper"],
            rows));
    }

    private static ImmutableArray<string> Row(SampledGaussian one, int runs, CancellationToken cancellation)
    {
        var samples = new Samples();
        for (var run = 0; run < runs; run++)
        {
            cancellation.ThrowIfCancellationRequested();
            samples.Add(Milliseconds(one));
        }

        var bounds = PrivacyLoss.Epsilon([one], Delta);
        return
        [
            one.Steps.ToString("N0", CultureInfo.InvariantCulture),
            one.SamplingRate.ToString("G4", CultureInfo.InvariantCulture),
            one.NoiseMultiplier.ToString(CultureInfo.InvariantCulture),
            samples.Describe("F1"),
            bounds.Lower.ToString("F5", CultureInfo.InvariantCulture),
            bounds.Upper.ToString("F5", CultureInfo.InvariantCulture),
            ((bounds.Upper - bounds.Lower) / bounds.Upper).ToString("E1", CultureInfo.InvariantCulture),
        ];
    }

    private static double Milliseconds(SampledGaussian one)
    {
        var start = Stopwatch.GetTimestamp();
        PrivacyLoss.Epsilon([one], Delta);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
