using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Benchmarks.Figures;
using FederatedSecure.Benchmarks.Privacy;
using FederatedSecure.Benchmarks.Scenarios;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Ensemble;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Benchmarks.RedTeam;

/// <summary>What attacks on the demo's network cost: PGD against plain passes, and AutoAttack.</summary>
internal sealed class RedTeamScenario : IScenario
{
    private const int Steps = 40;
    private const int Batch = 128;

    public string Name => "red-team";

    public string Description => "PGD-40 on the test digits against 40 plain passes forward and back, in turns; AutoAttack's standard ensemble.";

    public Task<FigureTable> MeasureAsync(BenchmarkOptions options, CancellationToken cancellation) =>
        Task.FromResult(TorchRuntime.Run(threads: 1, ComputeDevice.Cpu, _ => Measure(options, cancellation)));

    private static FigureTable Measure(BenchmarkOptions options, CancellationToken cancellation)
    {
        var (test, weights) = (Digits("t10k"), Train(Digits("train")));
        using var target = new SpecTarget(TrainingCase.Convolutional, weights, CPU);
        var (plain, fixedSteps, leaving) = (new Samples(), new Samples(), new Samples());
        for (var run = 0; run <= options.Runs; run++)
        {
            cancellation.ThrowIfCancellationRequested();
            var seconds = Seconds(() => PlainPasses(target, test));
            var all = Seconds(() => Attack(target, test, new Pgd { Steps = Steps, StopsAtSuccess = false }));
            var some = Seconds(() => Attack(target, test, new Pgd { Steps = Steps }));
            // The first one warms up.
            if (run > 0)
            {
                plain.Add(seconds);
                fixedSteps.Add(all / seconds);
                leaving.Add(some / seconds);
            }
        }

        return new FigureTable(
            "Red team",
            $"The demo's network of 26,010 parameters after four passes over 8,004 digits; {test.Count} test digits in batches of {Batch}, one thread, processor time. "
            + $"Ratios: median of {options.Runs} runs in turns (least–most). Plain: {Steps} times cross-entropy and its gradient in the input. AutoAttack: standard settings "
            + "(100 steps, 9 classes, 5,000 queries), one run each; the last row, where nothing can be broken, is the most that it can cost.",
            ["what", "figure"],
            [
                [$"{Steps} plain passes forward and back, s", plain.Describe("F2")],
                [$"PGD-{Steps}, L∞ 0.3, every step for every digit / plain", fixedSteps.Describe("F2")],
                [$"PGD-{Steps}, L∞ 0.3, broken digits leave / plain", leaving.Describe("F2")],
                .. Ensembles(target, test, cancellation),
            ]);
    }

    private static IEnumerable<ImmutableArray<string>> Ensembles(SpecTarget target, DataSet test, CancellationToken cancellation)
    {
        foreach (var (count, epsilon) in new[] { (500, 0.3), (500, 0.1), (20, 1e-4) })
        {
            var robust = 0;
            var seconds = Seconds(() => robust = new AutoAttack(target, test.Select([.. Enumerable.Range(0, count)])) { Members = AutoAttack.Standard(Norm.Linf) }
                .Attack(new EvasionTerms(Norm.Linf, epsilon, 1) { Cancellation = cancellation }).Combined.Robust);
            yield return
            [
                string.Create(CultureInfo.InvariantCulture, $"AutoAttack, L∞ {epsilon}, {count} digits, s ({robust} hold)"),
                seconds.ToString("F1", CultureInfo.InvariantCulture),
            ];
        }
    }

    private static void PlainPasses(SpecTarget target, DataSet data)
    {
        foreach (var batch in Enumerable.Range(0, data.Count).Chunk(Batch))
        {
            using var scope = NewDisposeScope();
            var part = data.Select(batch);
            var (inputs, labels) = (TorchData.Upload(part.Features, [batch.Length, 1, 28, 28], CPU), TorchData.Labels(part, CPU));
            for (var step = 0; step < Steps; step++)
            {
                using var inner = NewDisposeScope();
                var leaf = inputs.detach().requires_grad_(true);
                var loss = nn.functional.cross_entropy(target.Logits(leaf), labels, reduction: nn.Reduction.Sum);
                _ = autograd.grad([loss], [leaf]);
            }
        }
    }

    private static void Attack(SpecTarget target, DataSet data, Pgd attack)
    {
        foreach (var batch in Enumerable.Range(0, data.Count).Chunk(Batch))
        {
            using var scope = NewDisposeScope();
            var part = data.Select(batch);
            _ = attack.Perturb(
                target, TorchData.Upload(part.Features, [batch.Length, 1, 28, 28], CPU), TorchData.Labels(part, CPU), new EvasionTerms(Norm.Linf, 0.3, 1));
        }
    }

    private static DataSet Digits(string part) => DataReader.Read(
        new DataSource("idx", $"{part}-images-idx3-ubyte.gz", $"{part}-labels-idx1-ubyte.gz"), Path.Combine(AppContext.BaseDirectory, "Data", "mnist"));

    private static float[] Train(DataSet data)
    {
        var spec = TrainingCase.Convolutional;
        var weights = new float[spec.ParameterCount];
        ModelInitializer.Initialize(spec, ParameterLayout.Of(spec), 1, weights);
        var result = LocalTrainer.Train(spec, weights, data, new TrainingOptions(4, 64, 0.05, 0.9, 0, 0, 1, Threads: 1) { Device = ComputeDevice.Cpu });
        return [.. weights.Zip(result.Update, (weight, change) => weight + change)];
    }

    /// <summary>Processor time: on a shared machine the clock on the wall measures the neighbours, too.</summary>
    private static double Seconds(Action work)
    {
        var before = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }
}
