using System.Runtime.ExceptionServices;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Privacy.Membership;

/// <summary>Trains shadow models: of the same architecture as the model under attack, from random weights, on random halves of a pool.</summary>
/// <param name="spec">The architecture.</param>
/// <param name="pool">The records.</param>
/// <param name="seed">Everything random follows from it: models are the same however many threads train them.</param>
internal sealed class ShadowTraining(ModelSpec spec, DataSet pool, ulong seed)
{
    // Streams of the seed: one for who is trained on what, the others for what belongs to one model.
    private const ulong Membership = 0;
    private const ulong Calibration = 1;
    private const ulong FirstModel = 2;

    /// <summary>
    /// How long an attacker trains so that his models are as sure of themselves as the one under attack: until the mean margin of the
    /// class decided for, over the whole pool, is the same. Needs no knowledge of who was trained on.
    /// </summary>
    /// <param name="targetLogits">Of the model under attack, for every record of the pool.</param>
    /// <param name="mostPasses">Passes at most.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <exception cref="TrainingException">It diverges even with a small learning rate.</exception>
    public ShadowRecipe Calibrate(float[] targetLogits, int mostPasses, CancellationToken cancellation)
    {
        var goal = MeanMargin(targetLogits);
        for (var recipe = new ShadowRecipe(mostPasses); ; recipe = recipe with { LearningRate = recipe.LearningRate / 4 })
        {
            try
            {
                return recipe with { Epochs = PassesTo(goal, recipe, cancellation) };
            }
            catch (TrainingException exception) when (exception.Code == "training.not-finite" && recipe.LearningRate > 1e-3)
            {
                // Too large a step for this model: a smaller one.
            }
        }
    }

    /// <summary>Trains.</summary>
    /// <param name="recipe">How.</param>
    /// <param name="models">How many; even.</param>
    /// <param name="workers">Models at a time.</param>
    /// <param name="cache">Keeps what was trained.</param>
    /// <param name="progress">Told the part that is done.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <exception cref="TrainingException">It diverges.</exception>
    public ShadowModels Train(
        ShadowRecipe recipe, int models, int workers, ShadowCache cache, IProgress<double> progress, CancellationToken cancellation)
    {
        var isIn = ShadowModels.Draw(models, pool.Count, new SeededRandomSource(seed, Membership));
        var digest = ShadowCache.Digest(spec, pool, recipe, models, seed);
        var logits = new float[models][];
        var done = 0;
        using var all = new PreparedData(spec, pool);
        try
        {
            Parallel.For(
                0,
                models,
                new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, workers), CancellationToken = cancellation },
                () => new TrainingBench(spec, threads: 1),
                (model, _, bench) =>
                {
                    logits[model] = cache.Load(digest, model, pool.Count * spec.Classes) ?? TrainOne(model, bench);
                    progress.Report((double)Interlocked.Increment(ref done) / models);
                    return bench;
                },
                bench => bench.Dispose());
        }
        catch (AggregateException exception) when (exception.InnerException is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
        }

        return new ShadowModels(isIn, logits, pool.Labels);

        float[] TrainOne(int model, TrainingBench bench)
        {
            using var half = new PreparedData(spec, pool.Select(Places(isIn[model])));
            var start = Fresh(FirstModel + (ulong)model);
            var update = bench.Train(start, half, Options(recipe, FirstModel + (ulong)model), cancellation: cancellation).Update;
            var answers = bench.Logits(Sum(start, update), all, cancellation);
            cache.Save(digest, model, answers);
            return answers;
        }
    }

    /// <summary>Mean over records of z_max − ln Σ_{c ≠ max} e^{z_c}.</summary>
    internal double MeanMargin(float[] logits)
    {
        var decided = new int[pool.Count];
        for (var i = 0; i < decided.Length; i++)
        {
            var row = logits.AsSpan(i * spec.Classes, spec.Classes);
            decided[i] = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(row);
        }

        return ScaledConfidence.Of(logits, decided).Average();
    }

    /// <summary>The passes, to within a quarter: each number tried is a training of its own, as momentum makes two halves less than a whole.</summary>
    private int PassesTo(double goal, ShadowRecipe recipe, CancellationToken cancellation)
    {
        using var bench = new TrainingBench(spec, threads: 1);
        using var all = new PreparedData(spec, pool);
        var isIn = ShadowModels.Draw(2, pool.Count, new SeededRandomSource(seed, Calibration))[0];
        using var half = new PreparedData(spec, pool.Select(Places(isIn)));
        var start = Fresh(Calibration);
        var (less, enough) = (0, 1);
        while (enough < recipe.Epochs && !Reaches(enough))
        {
            (less, enough) = (enough, Math.Min(recipe.Epochs, 2 * enough));
        }

        // Not tried themselves, the most passes that are allowed stand for all above them.
        while (enough - less > Math.Max(1, enough / 4))
        {
            var middle = (less + enough) / 2;
            (less, enough) = Reaches(middle) ? (less, middle) : (middle, enough);
        }

        return enough;

        bool Reaches(int passes)
        {
            var update = bench.Train(start, half, Options(recipe with { Epochs = passes }, Calibration), cancellation: cancellation).Update;
            return MeanMargin(bench.Logits(Sum(start, update), all, cancellation)) >= goal;
        }
    }

    private TrainingOptions Options(ShadowRecipe recipe, ulong stream) => new(
        recipe.Epochs, recipe.BatchSize, recipe.LearningRate, recipe.Momentum, WeightDecay: 0, Proximal: 0, Seed(stream), Threads: 1)
    {
        Device = ComputeDevice.Cpu,
    };

    private float[] Fresh(ulong stream)
    {
        var weights = new float[spec.ParameterCount];
        ModelInitializer.Initialize(spec, ParameterLayout.Of(spec), Seed(stream), weights);
        return weights;
    }

    private ulong Seed(ulong stream) => new SeededRandomSource(seed, stream).NextUInt64();

    private static int[] Places(bool[] isIn) => [.. Enumerable.Range(0, isIn.Length).Where(i => isIn[i])];

    private static float[] Sum(float[] weights, float[] update) => [.. weights.Zip(update, (weight, change) => weight + change)];
}
