using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Training;

/// <summary>Goes on training a model by a <see cref="HardeningRecipe"/>, with momentum 0.9 and a rate that falls to 0 in equal steps, one a pass.</summary>
/// <param name="spec">The model.</param>
/// <param name="data">Training records.</param>
/// <param name="terms">What attackers may do.</param>
internal sealed class Hardening(ModelSpec spec, DataSet data, EvasionTerms terms)
{
    /// <summary>Training records that the guard looks at.</summary>
    private const int Guarded = 256;

    /// <summary>Passes.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Records a step.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Trains.</summary>
    /// <param name="recipe">How.</param>
    /// <param name="weights">Where to start; left as they are.</param>
    /// <param name="progress">Told the part that is done.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    public HardenedModel Train(HardeningRecipe recipe, float[] weights, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var bench = new TrainingBench(spec, threads: 1);
        using var prepared = new PreparedData(spec, data);
        var loss = recipe.Loss(spec, terms, Epochs * ((data.Count + BatchSize - 1) / BatchSize));
        var guard = new CollapseGuard();
        var current = weights;
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            var options = new TrainingOptions(1, BatchSize, recipe.LearningRate * (1 - ((double)epoch / Epochs)), 0.9, 0, 0, terms.Seed + (ulong)epoch, Threads: 1) { Device = ComputeDevice.Cpu };
            var update = bench.TrainWith(loss, current, prepared, options, progress: null, cancellation).Update;
            float[] next = [.. current.Zip(update, (weight, change) => weight + change)];
            if (recipe.IsGuarded && epoch >= Epochs * HardeningRecipe.WarmUpPart && guard.HasCollapsed(RobustAccuracy(next)))
            {
                return new HardenedModel(current, epoch, Collapsed: true);
            }

            current = next;
            progress?.Report((epoch + 1.0) / Epochs);
        }

        return new HardenedModel(current, Epochs, Collapsed: false);
    }

    private double RobustAccuracy(float[] weights)
    {
        using var target = new SpecTarget(spec, weights, CPU);
        var records = data.Select([.. Enumerable.Range(0, Math.Min(Guarded, data.Count))]);
        return (double)new EvasionRun(target, records).Attack(new Pgd { Steps = 10, RelativeStep = 0.25 }, terms).Robust / records.Count;
    }
}
