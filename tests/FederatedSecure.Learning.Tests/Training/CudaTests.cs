using FederatedSecure.Learning.Private;
using FederatedSecure.Learning.Tests.Support;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.Learning.Tests.Training;

/// <summary>The same on a GPU as on the processor. Runs where there is one, with -p:Torch=cuda, and says elsewhere that it was skipped.</summary>
[Collection(TorchCollection.Name)]
[Trait("device", "cuda")]
public sealed class CudaTests
{
    private const string Reason = "There is no GPU that libtorch can use: run this on a machine with one, with -p:Torch=cuda.";

    private static IEnumerable<ModelSpec> Models => LayerModels.Names.Select(row => LayerModels.Of(row.Data));

    [Fact]
    public void Train_EveryKindOfLayer_AgreesWithTheProcessor()
    {
        Assert.SkipUnless(ComputeDevices.HasCuda, Reason);
        var options = Some.Options with { LearningRate = 0.01, Momentum = 0.9, WeightDecay = 0.01, Proximal = 0.1 };
        foreach (var spec in Models)
        {
            var (weights, data) = (Some.RandomWeights(spec, 1), Some.RandomData(spec, 24, 2));

            AssertClose(device => Learn.Train(spec, weights, data, options with { Device = device }).Update);
        }
    }

    [Fact]
    public void TrainPrivately_EveryKindOfLayerAndClipping_AgreesWithTheProcessor()
    {
        Assert.SkipUnless(ComputeDevices.HasCuda, Reason);
        foreach (var (spec, clipping) in from spec in Models from clipping in Enum.GetValues<ClippingKind>() select (spec, clipping))
        {
            var (weights, data) = (Some.RandomWeights(spec, 1), Some.RandomData(spec, 24, 2));

            AssertClose(device => PrivateTrainer.Train(
                spec,
                weights,
                data,
                Some.Options with { LearningRate = 0.01, Momentum = 0.5, Device = device },
                new PrivateTrainingOptions(0.5, 0.1, clipping),
                new SeededRandomSource(3),
                cancellation: TestContext.Current.CancellationToken).Update);
        }
    }

    [Fact]
    public void Evaluate_EveryKindOfLayer_AgreesWithTheProcessor()
    {
        Assert.SkipUnless(ComputeDevices.HasCuda, Reason);
        foreach (var spec in Models)
        {
            var (weights, data) = (Some.RandomWeights(spec, 1), Some.RandomData(spec, 24, 2));

            var (expected, found) = (On(ComputeDevice.Cpu), On(ComputeDevice.Cuda));

            Assert.Equal(expected.Correct, found.Correct);
            Assert.Equal(expected.LossSum, found.LossSum, 1e-3 * expected.LossSum);

            EvaluationResult On(ComputeDevice device) =>
                Evaluator.Evaluate(spec, weights, data, threads: 1, device, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Train_Dropout_DropsOnTheGpuToo()
    {
        Assert.SkipUnless(ComputeDevices.HasCuda, Reason);
        var spec = ModelSpec.Create([4], [new LinearLayer(8), new DropoutLayer(0.5), new LinearLayer(3), new SoftmaxHeadLayer(3)]);
        var (weights, data) = (Some.RandomWeights(spec, 1), Some.RandomData(spec, 24, 2));
        var options = Some.Options with { Device = ComputeDevice.Cuda };

        // Another generator than the processor's, but one that follows the seed.
        Assert.Equal(Learn.Train(spec, weights, data, options).Update, Learn.Train(spec, weights, data, options).Update);
        Assert.NotEqual(Learn.Train(spec, weights, data, options).Update, Learn.Train(spec, weights, data, options with { Seed = 8 }).Update);
    }

    /// <summary>Sums in another order: in single precision equal but for some last digits.</summary>
    private static void AssertClose(Func<ComputeDevice, float[]> train)
    {
        var (expected, found) = (train(ComputeDevice.Cpu), train(ComputeDevice.Cuda));

        var scale = Math.Sqrt(expected.Sum(value => (double)value * value));
        Assert.True(scale > 0);
        Assert.Equal(0, Math.Sqrt(expected.Zip(found, (x, y) => ((double)x - y) * ((double)x - y)).Sum()), 1e-3 * scale);
    }
}
