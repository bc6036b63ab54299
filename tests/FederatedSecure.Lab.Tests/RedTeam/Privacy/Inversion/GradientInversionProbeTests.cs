using FederatedSecure.Lab.RedTeam.Privacy.Inversion;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Optimizing;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Inversion;

public class GradientInversionProbeTests
{
    private const string Name = "privacy.gradient-inversion";

    private static readonly ModelSpec Small = Networks.Spec(
        """
        { "input": [1, 28, 28], "layers": [
          { "type": "conv2d", "out": 12, "kernel": 5, "stride": 2, "padding": 2 }, { "type": "tanh" },
          { "type": "conv2d", "out": 12, "kernel": 5, "stride": 2, "padding": 2 }, { "type": "tanh" },
          { "type": "flatten" }, { "type": "linear", "out": 10 }, { "type": "softmax-head", "classes": 10 } ] }
        """);

    [Fact]
    public void Run_SmoothNetwork_TellsPlainUpdatesFromProtectedOnes()
    {
        var result = new GradientInversionProbe().Run(Subjects.Context(Subjects.Digits with { Spec = Small, Weights = new float[Small.ParameterCount] }));

        foreach (var measurement in result.Measurements)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{measurement.Id} [{measurement.Setting}] {measurement.Value:F1} ({measurement.Lower:F1}..{measurement.Upper:F1}) {measurement.Problem}");
        }

        Assert.All(result.Measurements, measurement => Assert.Null(measurement.Problem));
        Assert.True(result.Measurements.Single(m => m.Id == $"{Name}.control").Value > 30);
        Assert.Equal(4, result.Measurements.Count(m => m.Id == $"{Name}.psnr" && m.Setting.EndsWith("one record, plain", StringComparison.Ordinal)));
        Assert.All(result.Measurements.Where(m => m.Id == $"{Name}.gain" && m.Setting.Contains("noise 1", StringComparison.Ordinal)), m => Assert.True(m.Value <= 3));
    }

    [Fact]
    public void SmoothTwin_DemoNetwork_HasNoKinks()
    {
        var twin = SmoothTwin.Of(Networks.DigitNetwork);

        Assert.Equal(Networks.DigitNetwork.ParameterCount, twin.ParameterCount);
        Assert.DoesNotContain(twin.Layers, layer => layer is ReluLayer or MaxPool2dLayer);
        Assert.Equal(twin, SmoothTwin.Of(twin));
    }
}
