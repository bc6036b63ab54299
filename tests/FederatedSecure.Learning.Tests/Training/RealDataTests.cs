using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Tests.Support;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;

namespace FederatedSecure.Learning.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class RealDataTests
{
    private const int Epochs = 3;

    private const string DigitsModel = """
        {
          "input": [1, 28, 28],
          "layers": [
            { "type": "conv2d", "out": 16, "kernel": 8, "stride": 2, "padding": 3 },
            { "type": "relu" },
            { "type": "max-pool2d", "kernel": 2, "stride": 1 },
            { "type": "conv2d", "out": 32, "kernel": 4, "stride": 2 },
            { "type": "relu" },
            { "type": "max-pool2d", "kernel": 2, "stride": 1 },
            { "type": "flatten" },
            { "type": "linear", "out": 32 },
            { "type": "relu" },
            { "type": "linear", "out": 10 },
            { "type": "softmax-head", "classes": 10 }
          ]
        }
        """;

    [Fact]
    public void Train_MnistDigitsThreeEpochs_ReachesNinetyFivePercent()
    {
        var spec = Some.Model(DigitsModel);
        Assert.Equal(26_010, spec.ParameterCount);
        var training = Read("mnist/train");
        var options = new TrainingOptions(Epochs, BatchSize: 32, LearningRate: 0.01, Momentum: 0.9, WeightDecay: 0, Proximal: 0, Seed: 1, Threads: 1);

        var result = TrainFromScratch(spec, training, options, out var trained);
        var test = Learn.Evaluate(spec, trained, Read("mnist/t10k"));

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{test.Accuracy:P2} on {test.Examples} digits, {result.Seconds / Epochs:F2} s an epoch with one thread");
        Assert.Equal(8_004, result.Examples);
        Assert.Equal(1_996, test.Examples);
        Assert.True(test.Accuracy >= 0.95, $"{test.Accuracy:P2}");
    }

    [Theory]
    [InlineData("spambase", 57)]
    [InlineData("german_credit", 60)]
    public void Train_TableWithItsSchema_BeatsGuessing(string name, int features)
    {
        var data = DataReader.Read(new DataSource("csv", $"{name}.csv.gz", Schema: $"{name}.schema.json"), Some.DataFile(""));
        Assert.Equal([features], data.FeatureShape);
        var (training, validation) = DataSplit.Split(data, 0.2, seed: 1);
        var standardization = Standardization.Fit(training);
        var spec = Some.Linear(features, classes: 2);

        TrainFromScratch(
            spec, standardization.Apply(training), Some.Options with { LocalEpochs = 4, BatchSize = 32, LearningRate = 0.02 }, out var trained);
        var result = Learn.Evaluate(spec, trained, standardization.Apply(validation));

        // Whoever knows the share of each class, and nothing of a record, has their entropy as loss.
        var guessing = validation.Labels.GroupBy(label => label).Select(group => (double)group.Count() / validation.Count).Sum(share => -share * Math.Log(share));
        Assert.True(result.LossSum / result.Examples < 0.95 * guessing, $"{result.LossSum / result.Examples:F3} nats, {guessing:F3} by guessing");
    }

    private static TrainingResult TrainFromScratch(ModelSpec spec, DataSet data, TrainingOptions options, out float[] trained)
    {
        var weights = new float[spec.ParameterCount];
        ModelInitializer.Initialize(spec, ParameterLayout.Of(spec), 1, weights);
        var result = Learn.Train(spec, weights, data, options);
        trained = [.. weights.Zip(result.Update, (weight, change) => weight + change)];
        return result;
    }

    private static DataSet Read(string name) =>
        DataReader.Read(new DataSource("idx", $"{name}-images-idx3-ubyte.gz", Labels: $"{name}-labels-idx1-ubyte.gz"), Some.DataFile(""));
}
