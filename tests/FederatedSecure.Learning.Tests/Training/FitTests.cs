using FederatedSecure.Learning.Tests.Support;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;

namespace FederatedSecure.Learning.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class FitTests
{
    private static readonly ModelSpec Spec = Some.Linear(3, 2);

    [Fact]
    public void Train_NoRecords_IsRefused() => Refused("data.empty", Spec, [3], [], [], 2);

    [Fact]
    public void Train_OtherShape_IsRefused() => Refused("data.wrong-shape", Spec, [1, 3], [1, 2, 3], [0], 2);

    [Fact]
    public void Train_OtherNumberOfClasses_IsRefused() => Refused("data.wrong-classes", Spec, [3], [1, 2, 3], [0], 3);

    [Fact]
    public void Train_FeatureNotFinite_IsRefused() => Refused("data.not-finite", Spec, [3], [1, float.NaN, 3], [0], 2);

    [Theory]
    [InlineData(9)]
    [InlineData(-1)]
    [InlineData(1.5)]
    public void Train_TokenOutsideTheVocabulary_IsRefused(float token) =>
        Refused("data.wrong-token", LayerModels.Of("embedding-bag, mean"), [6], [0, 1, 2, 3, 8, token], [0], 3);

    [Fact]
    public void Train_LabelOutsideTheClasses_IsABugOfTheCaller() => Assert.Throws<ArgumentException>(() =>
        Learn.Train(Spec, new float[8], Some.Data([3], [1, 2, 3], [2], 2), Some.Options));

    [Fact]
    public void Train_WrongNumberOfWeights_IsABugOfTheCaller() => Assert.Throws<ArgumentException>(() =>
        Learn.Train(Spec, new float[7], Some.Data([3], [1, 2, 3], [1], 2), Some.Options));

    [Fact]
    public void Evaluate_WeightsThatOverflow_IsRefused()
    {
        var exception = Assert.Throws<TrainingException>(() =>
            Learn.Evaluate(Spec, [.. Enumerable.Repeat(float.MaxValue, 8)], Some.Data([3], [9, 9, 9], [1], 2)));
        Assert.Equal("evaluation.not-finite", exception.Code);
    }

    private static void Refused(string code, ModelSpec spec, int[] shape, float[] features, int[] labels, int classes)
    {
        var data = Some.Data([.. shape], features, labels, classes);
        var weights = Some.RandomWeights(spec, 1);

        Assert.Equal(code, Assert.Throws<TrainingException>(() => Learn.Train(spec, weights, data, Some.Options)).Code);
        Assert.Equal(code, Assert.Throws<TrainingException>(() => Learn.Evaluate(spec, weights, data)).Code);
    }
}
