using FederatedSecure.Assurance.Measurements;

namespace FederatedSecure.Assurance.Tests.Measurements;

public class MeasurementTests
{
    [Fact]
    public void Part_NoTrials_IsUndefinedAndSaysWhy()
    {
        var measurement = Measurement.Part("evasion.fgsm.accuracy", 0, 0);

        Assert.True(double.IsNaN(measurement.Value));
        Assert.NotNull(measurement.Problem);
    }

    [Fact]
    public void Part_SomeSuccesses_LiesWithinItsBounds()
    {
        var measurement = Measurement.Part("evasion.fgsm.accuracy", 5, 10);

        Assert.Equal(0.5, measurement.Value);
        Assert.Equal(0.187, measurement.Lower, 1e-3);
        Assert.Equal(0.813, measurement.Upper, 1e-3);
        Assert.Null(measurement.Problem);
    }

    [Fact]
    public void Exact_NotANumber_IsUndefined() => Assert.NotNull(Measurement.Exact("fairness.theil", double.NaN, 10).Problem);
}
