using FederatedSecure.Learning.Private;
using FederatedSecure.Learning.Tests.Support;
using FederatedSecure.Learning.Training;
using FederatedSecure.Numerics;

namespace FederatedSecure.Learning.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class ComputeDevicesTests
{
    [Theory]
    [InlineData(ComputeDevice.Auto, false, false)]
    [InlineData(ComputeDevice.Auto, true, true)]
    [InlineData(ComputeDevice.Cpu, false, false)]
    [InlineData(ComputeDevice.Cpu, true, false)]
    [InlineData(ComputeDevice.Cuda, true, true)]
    public void Choose_WhatIsThere_IsTaken(ComputeDevice wish, bool hasCuda, bool onGpu) =>
        Assert.Equal(onGpu, ComputeDevices.Choose(wish, hasCuda));

    [Fact]
    public void Choose_CudaWhereThereIsNone_SaysWhatToDo()
    {
        var exception = Assert.Throws<TrainingException>(() => ComputeDevices.Choose(ComputeDevice.Cuda, hasCuda: false));

        Assert.Equal("training.no-cuda", exception.Code);
        Assert.Contains("-p:Torch=cuda", exception.Message, StringComparison.Ordinal);
        Assert.Contains("\"auto\" or \"cpu\"", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ProblemWith_ProcessorOrChoice_IsNone()
    {
        Assert.Null(ComputeDevices.ProblemWith(ComputeDevice.Cpu));
        Assert.Null(ComputeDevices.ProblemWith(ComputeDevice.Auto));
    }

    [Fact]
    public void Train_CudaWhereThereIsNone_TouchesNothing()
    {
        Assert.SkipWhen(ComputeDevices.HasCuda, "This machine has a GPU.");
        var spec = Some.Linear(4, 3);
        var (weights, data) = (Some.RandomWeights(spec, 1), Some.RandomData(spec, 20, 2));
        var options = Some.Options with { Device = ComputeDevice.Cuda };

        string[] codes =
        [
            Assert.Throws<TrainingException>(() => Learn.Train(spec, weights, data, options)).Code,
            Assert.Throws<TrainingException>(() => PrivateTrainer.Train(
                spec, weights, data, options, new PrivateTrainingOptions(1, 1), new SeededRandomSource(3), cancellation: TestContext.Current.CancellationToken)).Code,
            Assert.Throws<TrainingException>(() => Evaluator.Evaluate(
                spec, weights, data, threads: 1, ComputeDevice.Cuda, TestContext.Current.CancellationToken)).Code,
            ComputeDevices.ProblemWith(ComputeDevice.Cuda)!.Code,
        ];

        Assert.All(codes, code => Assert.Equal("training.no-cuda", code));
    }
}
