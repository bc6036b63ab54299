using System.Collections.Immutable;
using FederatedSecure.Lab.Accuracy;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.EndToEnd.Tests.Accuracy;

public sealed class SimulatedTrainingTests
{
    private static readonly ModelSpec Spec = ModelSpec.Create([4], [new LinearLayer(3), new SoftmaxHeadLayer(3)]);
    private static readonly AccuracySettings Settings = new(Rounds: 3, LocalEpochs: 2, BatchSize: 8, LearningRate: 0.1, Momentum: 0, ClipNorm: 1);

    [Fact]
    public void Run_OneSiteOneRound_IsOrdinaryTraining()
    {
        var data = Data(40, 1);
        var start = new float[Spec.ParameterCount];
        ModelInitializer.Initialize(Spec, ParameterLayout.Of(Spec), 5, start);

        // A whole batch: the order of the records is of no matter.
        var found = Run([data], Settings with { Rounds = 1, BatchSize = 40 }, double.PositiveInfinity);

        var expected = LocalTrainer.Train(
            Spec, start, data, new TrainingOptions(2, 40, 0.1, 0, 0, 0, 1, 1), cancellation: TestContext.Current.CancellationToken).Update;
        Assert.All(expected.Zip(start, found), triple => Assert.Equal(triple.Second + triple.First, triple.Third, 1e-5));
    }

    [Fact]
    public void Run_SeveralSites_IsTheMeanByTheirRecords()
    {
        var (small, large) = (Data(10, 1), Data(30, 2));
        var settings = Settings with { Rounds = 1, BatchSize = 30 };

        var found = Run([small, large], settings, double.PositiveInfinity);

        var (first, second) = (Run([small], settings, double.PositiveInfinity), Run([large], settings, double.PositiveInfinity));
        Assert.All(first.Zip(second, found), triple => Assert.Equal((0.25 * triple.First) + (0.75 * triple.Second), triple.Third, 1e-5));
    }

    [Fact]
    public void Run_SameSeed_IsTheSameToTheLastBit()
    {
        ImmutableArray<DataSet> sites = [Data(20, 1), Data(30, 2)];

        Assert.Equal(Run(sites, Settings, 3), Run(sites, Settings, 3));
        Assert.NotEqual(Run(sites, Settings, 3), Run(sites, Settings, 3, seed: 6));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Epsilons_EverySite_SpendsWhatItMayAndNoMore(double epsilon)
    {
        var training = new SimulatedTraining(Spec, [Data(20, 1), Data(60, 2)], Settings, epsilon, 1e-5, seed: 5);

        Assert.All(training.Epsilons!.Value, spent => Assert.InRange(spent, 0.99 * epsilon, epsilon));
        // Whoever has fewer records has to add more noise.
        Assert.True(training.Noise!.Value[0] > training.Noise.Value[1]);
        Assert.Equal([0.4, 8.0 / 60], training.SamplingRates);
        Assert.Equal([3 * 2 * 3.0, 3 * 2 * 8.0], training.Steps);
    }

    [Fact]
    public void Epsilons_WithoutPrivacy_AreNone()
    {
        var training = new SimulatedTraining(Spec, [Data(20, 1)], Settings, double.PositiveInfinity, 1e-5, seed: 5);

        Assert.Null(training.Epsilons);
        Assert.Null(training.Noise);
    }

    private static float[] Run(ImmutableArray<DataSet> sites, AccuracySettings settings, double epsilon, ulong seed = 5) =>
        new SimulatedTraining(Spec, sites, settings, epsilon, 1e-5, seed).Run(new Progress<double>(), TestContext.Current.CancellationToken);

    private static DataSet Data(int records, ulong seed)
    {
        var random = new SeededRandomSource(seed);
        var features = new float[4 * records];
        for (var i = 0; i < features.Length; i++)
        {
            features[i] = (float)random.NextGaussian();
        }

        return new DataSet(
            features, [4], [.. Enumerable.Range(0, records).Select(_ => random.NextInt32(3))], ["a", "b", "c"], [], ImmutableDictionary<string, string[]>.Empty);
    }
}
