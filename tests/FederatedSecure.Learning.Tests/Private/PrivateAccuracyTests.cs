using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Private;
using FederatedSecure.Learning.Tests.Support;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using FederatedSecure.Privacy;

namespace FederatedSecure.Learning.Tests.Private;

[Collection(TorchCollection.Name)]
public sealed class PrivateAccuracyTests
{
    [Theory]
    [InlineData(1, 0.90)]
    [InlineData(8, 0.91)]
    public void Train_SpambaseWithAnEpsilon_StaysNearPlainTraining(double epsilon, double leastAccuracy)
    {
        var data = DataReader.Read(new DataSource("csv", "spambase.csv.gz", Schema: "spambase.schema.json"), Some.DataFile(""));
        var (training, validation) = DataSplit.Split(data, 0.2, seed: 1);
        var standardization = Standardization.Fit(training);
        var spec = ModelSpec.Create([57], [new LinearLayer(32), new ReluLayer(), new LinearLayer(2), new SoftmaxHeadLayer(2)]);
        var weights = new float[spec.ParameterCount];
        ModelInitializer.Initialize(spec, ParameterLayout.Of(spec), 1, weights);
        var options = new TrainingOptions(LocalEpochs: 10, BatchSize: 256, LearningRate: 0.5, Momentum: 0, WeightDecay: 0, Proximal: 0, Seed: 1, Threads: 1);
        var noise = NoiseCalibration.NoiseMultiplier(epsilon, 1e-5, 256.0 / training.Count, PrivateTrainingOptions.Steps(training.Count, options));

        var update = PrivateTrainer.Train(
            spec, weights, standardization.Apply(training), options, new PrivateTrainingOptions(1, noise), new SeededRandomSource(2),
            cancellation: TestContext.Current.CancellationToken).Update;
        var test = Learn.Evaluate(spec, [.. weights.Zip(update, (weight, change) => weight + change)], standardization.Apply(validation));

        TestContext.Current.TestOutputHelper?.WriteLine($"ε = {epsilon}, σ = {noise:F3}: {test.Accuracy:P2}");
        Assert.True(test.Accuracy >= leastAccuracy, $"{test.Accuracy:P2}");
    }
}
