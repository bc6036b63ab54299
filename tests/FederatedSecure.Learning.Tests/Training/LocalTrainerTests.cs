using FederatedSecure.Learning.Tests.Support;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using TorchSharp;

namespace FederatedSecure.Learning.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class LocalTrainerTests
{
    private static readonly ModelSpec Spec = LayerModels.Of("relu");

    [Fact]
    public void Train_Update_IsWeightsAfterMinusWeightsBefore()
    {
        var weights = Some.RandomWeights(Spec, 1);
        var before = (float[])weights.Clone();
        var data = Some.RandomData(Spec, 40, 2);
        var first = Learn.Train(Spec, weights, data, Some.Options);
        float[] after = [.. weights.Zip(first.Update, (weight, change) => weight + change)];

        Assert.Equal(before, weights);
        Assert.Equal(40, first.Examples);
        Assert.True(Learn.Evaluate(Spec, after, data).LossSum < Learn.Evaluate(Spec, weights, data).LossSum);
    }

    [Fact]
    public void Train_LinearModel_TakesTheStepsOfTheFormula()
    {
        // Softmax regression has a gradient in closed form: (p − y)·xᵀ. Full batches, so that the order does not matter.
        var spec = Some.Linear(3, 2);
        var weights = Some.RandomWeights(spec, 1);
        var data = Some.RandomData(spec, 5, 2);
        const double rate = 0.2, momentum = 0.9, decay = 0.03, proximal = 0.7;
        var w = Array.ConvertAll(weights, weight => (double)weight);
        var velocity = new double[w.Length];
        for (var step = 0; step < 4; step++)
        {
            var gradient = SoftmaxRegression.Gradient(w, data, features: 3, classes: 2);
            for (var i = 0; i < w.Length; i++)
            {
                var g = gradient[i] + (decay * w[i]) + (proximal * (w[i] - weights[i]));
                velocity[i] = step == 0 ? g : (momentum * velocity[i]) + g;
            }

            for (var i = 0; i < w.Length; i++)
            {
                w[i] -= rate * velocity[i];
            }
        }

        var update = Learn.Train(
            spec, weights, data, new TrainingOptions(4, BatchSize: 5, rate, momentum, decay, proximal, Seed: 1, Threads: 1)).Update;

        Assert.All(update.Select((value, i) => (value, i)), entry => Assert.Equal(w[entry.i] - weights[entry.i], entry.value, 1e-5));
    }

    [Fact]
    public void Train_FedProx_FirstStepIsUnchangedAndSecondIsPulledBack()
    {
        // At the start w = w₀, so μ shows only from the second step on: w₂ − w₁ = −η·(∇ + μ·(w₁ − w₀)).
        var spec = Some.Linear(3, 2);
        var weights = Some.RandomWeights(spec, 1);
        var data = Some.RandomData(spec, 5, 2);
        var plain = Some.Options with { BatchSize = 5, LearningRate = 0.5 };
        var pulled = plain with { Proximal = 0.8 };

        var first = Learn.Train(spec, weights, data, plain).Update;
        Assert.Equal(first, Learn.Train(spec, weights, data, pulled).Update);

        var without = Learn.Train(spec, weights, data, plain with { LocalEpochs = 2 }).Update;
        var with = Learn.Train(spec, weights, data, pulled with { LocalEpochs = 2 }).Update;
        Assert.All(Enumerable.Range(0, first.Length), i => Assert.Equal(without[i] - (0.5 * 0.8 * first[i]), with[i], 1e-6));
    }

    [Fact]
    public void Train_SameSeedAndOneThread_GivesTheSameBits()
    {
        var spec = ModelSpec.Create([5], [new LinearLayer(8), new DropoutLayer(0.5), new LinearLayer(3), new SoftmaxHeadLayer(3)]);
        var weights = Some.RandomWeights(spec, 1);
        var data = Some.RandomData(spec, 50, 2);

        var once = Learn.Train(spec, weights, data, Some.Options).Update;
        var again = Learn.Train(spec, weights, data, Some.Options).Update;
        var other = Learn.Train(spec, weights, data, Some.Options with { Seed = 8 }).Update;

        Assert.Equal(once, again);
        Assert.NotEqual(once, other);
    }

    [Fact]
    public void Train_SideBySide_GivesTheSameBitsAsAlone()
    {
        var spec = ModelSpec.Create([5], [new LinearLayer(8), new DropoutLayer(0.5), new LinearLayer(3), new SoftmaxHeadLayer(3)]);
        var weights = Some.RandomWeights(spec, 1);
        var data = Some.RandomData(spec, 200, 2);
        var alone = Learn.Train(spec, weights, data, Some.Options).Update;
        var together = new float[2][];

        Thread[] threads = [.. Enumerable.Range(0, 2).Select(i =>
            new Thread(() => together[i] = Learn.Train(spec, weights, data, Some.Options).Update))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(alone, together[0]);
        Assert.Equal(alone, together[1]);
    }

    [Fact]
    public void Train_DropoutOfAModelThatOnlyDrops_KeepsTheMean()
    {
        // One feature of ones through dropout and a zero model: the gradient of W is (p − y)·E[mask/(1−p)] = p − y on average.
        var spec = ModelSpec.Create([1], [new DropoutLayer(0.8), new LinearLayer(2, Bias: false), new SoftmaxHeadLayer(2)]);
        const int count = 20_000;
        var data = Some.Data([1], [.. Enumerable.Repeat(1f, count)], new int[count], 2);

        var update = Learn.Train(spec, new float[2], data, Some.Options with { LearningRate = 1, BatchSize = count }).Update;

        // Standard deviation of the mean: 0.5·√((1 − 0.2)/0.2)/√20,000 = 0.007.
        Assert.Equal(0.5, update[0], 0.05);
        Assert.NotEqual(0.5f, update[0]);
    }

    [Fact]
    public void Train_ManyTimes_LeavesNoTensorsBehind()
    {
        var data = Some.RandomData(Spec, 40, 2);
        var weights = Some.RandomWeights(Spec, 1);
        var options = Some.Options with { Momentum = 0.9, WeightDecay = 0.01, Proximal = 0.1 };
        void Work()
        {
            Learn.Train(Spec, weights, data, options);
            Learn.Evaluate(Spec, weights, data);
            Assert.Throws<TrainingException>(() => Learn.Train(Spec, weights, data, options with { LearningRate = 1e30, LocalEpochs = 9 }));
        }

        Work();
        var before = torch.Tensor.TotalCount;
        for (var i = 0; i < 5; i++)
        {
            Work();
        }

        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [Fact]
    public void Train_LossThatIsNotFinite_IsRefused()
    {
        var exception = Assert.Throws<TrainingException>(() => Learn.Train(
            Spec, Some.RandomWeights(Spec, 1), Some.RandomData(Spec, 40, 2), Some.Options with { LearningRate = 1e30, LocalEpochs = 5 }));

        Assert.Equal("training.not-finite", exception.Code);
        Assert.Contains("smaller learning rate", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_Cancelled_StopsBeforeTheNextBatch()
    {
        using var cancellation = new CancellationTokenSource();
        var reported = new List<double>();
        var progress = new Immediately(done =>
        {
            reported.Add(done);
            cancellation.Cancel();
        });

        Assert.Throws<OperationCanceledException>(() => LocalTrainer.Train(
            Spec, Some.RandomWeights(Spec, 1), Some.RandomData(Spec, 40, 2), Some.Options, progress, cancellation.Token));
        Assert.Equal([0.2], reported);
    }

    [Fact]
    public void Train_Progress_RisesToOne()
    {
        var reported = new List<double>();
        Learn.Train(
            Spec, Some.RandomWeights(Spec, 1), Some.RandomData(Spec, 20, 2), Some.Options with { LocalEpochs = 2 }, new Immediately(reported.Add));

        Assert.Equal(6, reported.Count);
        Assert.Equal(reported.Order(), reported);
        Assert.Equal(1, reported[^1], 12);
    }

    [Theory]
    [InlineData(0, 8, 0.1, 0, 0, 0, 1)]
    [InlineData(1, 0, 0.1, 0, 0, 0, 1)]
    [InlineData(1, 8, 0.0, 0, 0, 0, 1)]
    [InlineData(1, 8, double.NaN, 0, 0, 0, 1)]
    [InlineData(1, 8, 0.1, 1.0, 0, 0, 1)]
    [InlineData(1, 8, 0.1, 0, -1.0, 0, 1)]
    [InlineData(1, 8, 0.1, 0, 0, double.PositiveInfinity, 1)]
    [InlineData(1, 8, 0.1, 0, 0, 0, 0)]
    public void Train_OptionOutOfRange_IsRefused(int epochs, int batch, double rate, double momentum, double decay, double proximal, int threads)
    {
        var options = new TrainingOptions(epochs, batch, rate, momentum, decay, proximal, Seed: 1, threads);

        var exception = Assert.Throws<TrainingException>(() =>
            Learn.Train(Spec, Some.RandomWeights(Spec, 1), Some.RandomData(Spec, 8, 2), options));
        Assert.Equal("training.options", exception.Code);
    }

    private sealed class Immediately(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
