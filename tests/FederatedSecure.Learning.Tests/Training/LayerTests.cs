using FederatedSecure.Learning.Tests.Support;

namespace FederatedSecure.Learning.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class LayerTests
{
    public static TheoryData<string> Models => LayerModels.Names;

    [Theory]
    [MemberData(nameof(Models))]
    public void Forward_AnyLayer_AgreesWithPlainLoops(string name)
    {
        var spec = LayerModels.Of(name);
        var weights = Some.RandomWeights(spec, 1);
        var data = Some.RandomData(spec, 3, 2);
        var precise = Array.ConvertAll(weights, weight => (double)weight);

        for (var record = 0; record < data.Count; record++)
        {
            var alone = data.Select([record]);
            var logits = Oracle.Logits(spec, precise, alone.Features);
            for (var label = 0; label < spec.Classes; label++)
            {
                // The losses at all labels are the logits, but for a constant that no softmax sees.
                var result = Learn.Evaluate(spec, weights, alone with { Labels = [label] });

                Assert.Equal(Oracle.Loss(logits, label), result.LossSum, 1e-4);
                Assert.Equal(logits.Max() == logits[label] ? 1 : 0, result.Correct);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Train_OneStepOfRateOne_IsTheNegativeGradientByFiniteDifferences(string name)
    {
        const double h = 1e-5;
        var spec = LayerModels.Of(name);
        var weights = Some.RandomWeights(spec, 3);
        var data = Some.RandomData(spec, 4, 5);
        var precise = Array.ConvertAll(weights, weight => (double)weight);
        double MeanLoss() => Enumerable.Range(0, data.Count)
            .Average(record => Oracle.Loss(Oracle.Logits(spec, precise, data.Select([record]).Features), data.Labels[record]));

        var update = Learn.Train(spec, weights, data, Some.Options with { LearningRate = 1 }).Update;

        for (var i = 0; i < weights.Length; i++)
        {
            precise[i] = weights[i] + h;
            var above = MeanLoss();
            precise[i] = weights[i] - h;
            var below = MeanLoss();
            precise[i] = weights[i];
            Assert.Equal(-(above - below) / (2 * h), update[i], 2e-4);
        }
    }
}
