using FederatedSecure.Learning.Private;
using FederatedSecure.Learning.Tests.Support;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.Learning.Tests.Private;

[Collection(TorchCollection.Name)]
public sealed class PrivateTrainerTests
{
    private static readonly ModelSpec Wide = Some.Linear(200, 10);

    [Theory]
    [InlineData(20)]
    [InlineData(5)]
    public void Train_NoiseAlone_HasItsScaleWhateverTheBatchesAre(int batchSize)
    {
        // A bound so small that the records vanish beside the noise: σ·C = 1.
        var options = Some.Options with { BatchSize = batchSize, LearningRate = 1, LocalEpochs = 2 };
        var privacy = new PrivateTrainingOptions(1e-6, 1e6);

        var result = Train(Wide, 20, options, privacy, seed: 1);

        // The sum of that many steps of variance (1/batch size)²: 2,010 values, ±5 deviations.
        var steps = PrivateTrainingOptions.Steps(20, options);
        var variance = result.Update.Average(x => (double)x * x) * batchSize * batchSize / steps;
        Assert.InRange(variance, 1 - (5 * Math.Sqrt(2.0 / 2010)), 1 + (5 * Math.Sqrt(2.0 / 2010)));
    }

    [Fact]
    public void Train_BatchesThatMayBeEmpty_GetTheirNoiseAllTheSame()
    {
        // One record of three is expected: three batches of ten are empty.
        var options = Some.Options with { BatchSize = 1, LearningRate = 1, LocalEpochs = 20 };

        var result = Train(Wide, 3, options, new PrivateTrainingOptions(1e-6, 1e6), seed: 2);

        Assert.InRange(result.Update.Average(x => (double)x * x) / 60, 0.84, 1.16);
    }

    [Fact]
    public void Train_AlmostNoNoiseAndNoClipping_IsGradientDescent()
    {
        var spec = LayerModels.Of("conv2d");
        var (weights, data) = (Some.RandomWeights(spec, 3), Some.RandomData(spec, 12, 4));
        var options = Some.Options with { BatchSize = 12, LearningRate = 0.05, Momentum = 0.5, LocalEpochs = 3, WeightDecay = 0.01, Proximal = 0.1 };
        var expected = LocalTrainer.Train(spec, weights, data, options, cancellation: TestContext.Current.CancellationToken).Update;

        // Every record is in every batch; C does not bind, and σ·C is far below a float's resolution.
        var found = Train(spec, data.Count, options, new PrivateTrainingOptions(1e3, 1e-13), seed: 3, weights, dataSeed: 4).Update;

        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Train_SameSeed_IsReproducibleAndAnotherIsNot()
    {
        var (first, second, third) = (Train(Wide, 40, Some.Options, Usual, 5), Train(Wide, 40, Some.Options, Usual, 5), Train(Wide, 40, Some.Options, Usual, 6));

        Assert.Equal(first.Update, second.Update);
        Assert.NotEqual(first.Update, third.Update);
    }

    [Fact]
    public void Train_PhysicalBatches_ChangeTheLastDigitsOnly()
    {
        var whole = Train(Wide, 40, Some.Options with { BatchSize = 30 }, Usual, 5).Update;
        var parts = Train(Wide, 40, Some.Options with { BatchSize = 30 }, Usual with { PhysicalBatch = 7 }, 5).Update;

        Assert.All(whole.Zip(parts), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Theory]
    [InlineData("training.clip-norm", 0.0, 1.0, 8)]
    [InlineData("training.clip-norm", -1.0, 1.0, 8)]
    [InlineData("training.clip-norm", double.NaN, 1.0, 8)]
    [InlineData("training.noise", 1.0, 0.0, 8)]
    [InlineData("training.noise", 1.0, -1.0, 8)]
    [InlineData("training.noise", 1.0, double.PositiveInfinity, 8)]
    [InlineData("training.sampling-rate", 1.0, 1.0, 41)]
    public void Train_OptionOutOfRange_IsRefusedBeforeAnything(string code, double clipNorm, double noise, int batchSize) => Assert.Equal(
        code,
        Assert.Throws<TrainingException>(() => Train(Wide, 40, Some.Options with { BatchSize = batchSize }, new PrivateTrainingOptions(clipNorm, noise), 1)).Code);

    [Fact]
    public void Train_LearningRateThatExplodes_StopsWithTheReason()
    {
        var exception = Assert.Throws<TrainingException>(() => Train(
            LayerModels.Of("linear"), 40, Some.Options with { LearningRate = 1e38, LocalEpochs = 10 }, new PrivateTrainingOptions(1e6, 1), 1));

        Assert.Equal("training.not-finite", exception.Code);
    }

    [Theory]
    [InlineData(ClippingKind.Flat)]
    [InlineData(ClippingKind.PerLayer)]
    [InlineData(ClippingKind.Adaptive)]
    public void Train_AnyClipping_ReleasesMultiplesOfAStepAlone(ClippingKind clipping)
    {
        // One step, learning rate 1, batch 8 and C = 1: the update is the released sum by 8. Weights of 0 take it without rounding.
        var options = Some.Options with { BatchSize = 8, LearningRate = 1 };

        var result = Train(Wide, 8, options, new PrivateTrainingOptions(1, 1, clipping), seed: 4, new float[Wide.ParameterCount]);

        var deviation = clipping == ClippingKind.Adaptive ? new AdaptiveBound(1, 0.5, 1, 8).GradientNoise : 1;
        var step = NoiseGrid.Step(deviation) / 8;
        Assert.All(result.Update, x => Assert.Equal(Math.Round(x / step), x / step));
    }

    [Fact]
    public void PhysicalBatch_ByDefault_FollowsTheModel()
    {
        Assert.Equal(1024, new PrivateTrainingOptions(1, 1).PhysicalBatchFor(Wide));
        Assert.Equal(8, new PrivateTrainingOptions(1, 1).PhysicalBatchFor(Some.Linear(1 << 20, 2)));
        Assert.Equal(5, new PrivateTrainingOptions(1, 1) { PhysicalBatch = 5 }.PhysicalBatchFor(Wide));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.8)]
    public void AdaptiveBound_FixedNorms_FindsTheirQuantile(double quantile)
    {
        // Norms 1, 2, …, 100 in every batch.
        var bound = new AdaptiveBound(1, quantile, 1, 100);
        var random = new SeededRandomSource(31);
        for (var step = 0; step < 300; step++)
        {
            bound.Update(Enumerable.Range(1, 100).Count(norm => norm <= bound.ClipNorm), 100, random.NextGaussian());
        }

        Assert.InRange(bound.ClipNorm, 100 * quantile * 0.85, 100 * quantile * 1.15);
    }

    [Fact]
    public void AdaptiveBound_NoiseOfTheGradients_MakesUpForTheCount()
    {
        // Their theorem 1: z⁻² = z_Δ⁻² + (2σ_b)⁻², with σ_b = 1000/20.
        var bound = new AdaptiveBound(1, 0.5, 2, 1000);

        Assert.Equal(1 / 4.0, (1 / (bound.GradientNoise * bound.GradientNoise)) + (1 / (4 * 50.0 * 50)), 1e-12);
    }

    private static PrivateTrainingOptions Usual { get; } = new(1, 1);

    private static TrainingResult Train(
        ModelSpec spec, int records, TrainingOptions options, PrivateTrainingOptions privacy, ulong seed, float[]? weights = null, ulong dataSeed = 9) => PrivateTrainer.Train(
            spec,
            weights ?? Some.RandomWeights(spec, 8),
            Some.RandomData(spec, records, dataSeed),
            options,
            privacy,
            new SeededRandomSource(seed),
            cancellation: TestContext.Current.CancellationToken);
}
