using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Tests.Support;

namespace FederatedSecure.Learning.Tests.Data;

public sealed class StandardizationTests
{
    [Fact]
    public void Apply_TrainingData_HasMeanZeroAndDeviationOneWhereAskedFor()
    {
        // The first feature of 2, 4, 4, 4, 5, 5, 7, 9 has mean 5 and standard deviation 2; the second is left alone.
        float[] values = [2, 4, 4, 4, 5, 5, 7, 9];
        var data = Records(values);

        var standardized = Standardization.Fit(data).Apply(data);

        Assert.Equal(values.SelectMany(value => new[] { (value - 5) / 2, 1 }), standardized.Features);
        Assert.Equal(2, data.Features[0]);
    }

    [Fact]
    public void Apply_ValidationData_UsesTheTrainingDataSFigures()
    {
        var standardization = Standardization.Fit(Records([2, 4, 4, 4, 5, 5, 7, 9]));

        Assert.Equal([7.5f, 1f], standardization.Apply(Records([20])).Features);
    }

    [Fact]
    public void Apply_ConstantFeature_BecomesZero()
    {
        var data = Records([3, 3, 3]);

        Assert.Equal([0f, 1f, 0f, 1f, 0f, 1f], Standardization.Fit(data).Apply(data).Features);
    }

    [Fact]
    public void Fit_LargeOffset_LosesNoPrecision()
    {
        // The textbook formula E[x²] − E[x]² gives nonsense here.
        var data = Records([1e7f + 1, 1e7f + 2, 1e7f + 3]);

        var standardized = Standardization.Fit(data).Apply(data).Features;

        Assert.Equal([-MathF.Sqrt(1.5f), 0, MathF.Sqrt(1.5f)], [standardized[0], standardized[2], standardized[4]], (a, b) => Math.Abs(a - b) < 1e-5);
    }

    private static DataSet Records(float[] first) =>
        Some.Data([2], [.. first.SelectMany(value => new[] { value, 1f })], new int[first.Length], 2) with { Standardized = [0] };
}
