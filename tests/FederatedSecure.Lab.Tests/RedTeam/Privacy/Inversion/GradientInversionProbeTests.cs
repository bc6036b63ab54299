using FederatedSecure.Lab.RedTeam.Privacy.Inversion;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Optimizing;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Inversion;

public class GradientInversionProbeTests
{
    private const string Name = "privacy.gradient-inversion";

    [Fact]
    public void Run_SmoothNetwork_TellsPlainUpdatesFromProtectedOnes()
    {
        var spec = SmoothNetwork.For(Digits.Test);
        var subject = new ProbeSubject(() => new SpecTarget(spec, new float[spec.ParameterCount], CPU), Digits.Test) { Spec = spec };

        var result = new GradientInversionProbe().Run(Subjects.Context(subject));

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
    public void NotApplicable_BlackBox_SaysWhy() => Assert.NotNull(new GradientInversionProbe().NotApplicable(Subjects.Digits with { Spec = null }));
}
