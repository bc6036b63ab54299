using FederatedSecure.Learning.Tests.Support;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;

namespace FederatedSecure.Learning.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class TrainingBenchTests
{
    private static readonly ModelSpec Spec = LayerModels.Of("relu");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Train_OneAfterTheOther_IsWhatTheTrainerGivesToTheLastBit()
    {
        using var bench = new TrainingBench(Spec, threads: 1);
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var (weights, data) = (Some.RandomWeights(Spec, seed), Some.RandomData(Spec, 30, seed));
            var options = Some.Options with { LocalEpochs = 2, Momentum = 0.9, WeightDecay = 0.01, Proximal = 0.1, Seed = seed };
            using var prepared = new PreparedData(Spec, data);

            var expected = Learn.Train(Spec, weights, data, options);
            var found = bench.Train(weights, prepared, options, cancellation: Cancellation);

            Assert.Equal(expected.Update, found.Update);
            Assert.Equal((expected.Loss, expected.Examples), (found.Loss, found.Examples));
        }
    }

    [Fact]
    public void Evaluate_Result_IsTheEvaluatorS()
    {
        var (weights, data) = (Some.RandomWeights(Spec, 1), Some.RandomData(Spec, 600, 2));
        using var bench = new TrainingBench(Spec, threads: 1);
        using var prepared = new PreparedData(Spec, data);

        Assert.Equal(Learn.Evaluate(Spec, weights, data), bench.Evaluate(weights, prepared, Cancellation));
        Assert.Equal(data.Count * Spec.Classes, bench.Logits(weights, prepared, Cancellation).Length);
    }

    [Theory]
    [InlineData(3, 10)]
    [InlineData(7, 10)]
    public void Train_LocalSteps_AreSteps(int steps, int batch)
    {
        // With batches of all records, so many steps are so many passes.
        var (weights, data) = (Some.RandomWeights(Spec, 1), Some.RandomData(Spec, batch, 2));
        var options = Some.Options with { BatchSize = batch };

        var expected = Learn.Train(Spec, weights, data, options with { LocalEpochs = steps });
        var found = Learn.Train(Spec, weights, data, options with { LocalSteps = steps });

        Assert.Equal(expected.Update, found.Update);
    }

    [Fact]
    public void Train_OneLocalStep_TakesOneBatch()
    {
        var (weights, data) = (Some.RandomWeights(Spec, 1), Some.RandomData(Spec, 100, 2));

        var one = Learn.Train(Spec, weights, data, Some.Options with { LocalSteps = 1 });
        var two = Learn.Train(Spec, weights, data, Some.Options with { LocalSteps = 2 });

        Assert.NotEqual(one.Update, two.Update);
        Assert.Equal(100, one.Examples);
        Assert.Throws<TrainingException>(() => Learn.Train(Spec, weights, data, Some.Options with { LocalSteps = 0 }));
    }
}
