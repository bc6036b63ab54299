using FederatedSecure.Lab.Simulation.Data;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.EndToEnd.Tests.Simulation;

public sealed class ScenarioDataTests
{
    [Fact]
    public void Downscale_ToOne_IsTheMean() => Assert.Equal([4f], Downscale.To(Picture([2, 2], 1, 3, 5, 7), 1).Features);

    [Fact]
    public void Downscale_PixelsOnABorder_CountInPart() =>
        Assert.Equal([2f, 2, 2, 2], Downscale.To(Picture([3, 3], 0, 0, 0, 6, 6, 6, 0, 0, 0), 2).Features);

    [Fact]
    public void Load_Digits8_KeepsTheMeanBrightness()
    {
        var large = ScenarioData.Load(new DataSpec("mnist"));
        var small = ScenarioData.Load(new DataSpec("digits8"));

        Assert.Equal([1, 8, 8], small.Training.FeatureShape);
        Assert.Equal((8_004, 1_996), (small.Training.Count, small.Test.Count));
        Assert.Equal(large.Training.Features.Average(value => (double)value), small.Training.Features.Average(value => (double)value), 1e-6);
    }

    [Theory]
    [InlineData("spambase", 57, 2, 4_601)]
    [InlineData("german-credit", 60, 2, 1_000)]
    public void Load_Table_IsStandardized(string name, int features, int classes, int records)
    {
        var (training, test) = ScenarioData.Load(new DataSpec(name));

        Assert.Equal((features, classes, records), (training.RecordLength, training.Classes, training.Count + test.Count));
        Assert.Equal(0, training.Features.Average(value => (double)value), 1e-4);
    }

    [Fact]
    public void Load_Blobs_IsTheSameEveryTime() => Assert.Equal(
        ScenarioData.Load(new DataSpec("blobs")).Training.Features, ScenarioData.Load(new DataSpec("blobs")).Training.Features);

    private static DataSet Picture(int[] sides, params float[] pixels) =>
        new(pixels, [1, .. sides], [0], ["a", "b"], [], System.Collections.Immutable.ImmutableDictionary<string, string[]>.Empty);
}
