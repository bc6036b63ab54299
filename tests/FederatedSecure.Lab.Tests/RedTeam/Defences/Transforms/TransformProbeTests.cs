using FederatedSecure.Lab.RedTeam.Defences.Squeezing;
using FederatedSecure.Lab.RedTeam.Defences.Transforms;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Defences.Transforms;

public class TransformProbeTests
{
    [Fact]
    public void Run_FeatureSqueezing_AdaptiveAttackUndoesWhatTheStaticOneSuggests()
    {
        var result = Probing.Run(TransformProbe.FeatureSqueezing(), Probing.Subject(Networks.DigitNetwork, Digits.Weights, Digits.Test));

        foreach (var setting in result.Measurements.GroupBy(measurement => measurement.Setting))
        {
            double Figure(string name) => setting.Single(measurement => measurement.Id == $"defence.feature-squeezing.{name}").Value;
            Assert.All(setting, measurement => Assert.Null(measurement.Problem));
            Assert.True(Figure("adaptive-accuracy") <= Figure("static-accuracy"));
            Assert.True(Figure("static-accuracy") <= Figure("clean-accuracy"));
        }

        // One bit hides every gradient, and helps much against who does not know it.
        var bits = result.Measurements.Where(measurement => measurement.Setting.StartsWith("bit depth 1", StringComparison.Ordinal)).ToDictionary(measurement => measurement.Id);
        Assert.True(bits["defence.feature-squeezing.static-accuracy"].Lower > bits["defence.feature-squeezing.undefended-accuracy"].Upper);
        Assert.True(bits["defence.feature-squeezing.adaptive-accuracy"].Upper < bits["defence.feature-squeezing.static-accuracy"].Lower);
    }

    [Fact]
    public void Run_SqueezingDetector_WhoKnowsItIsSeenLess()
    {
        var result = Probing.Run(new SqueezingDetectorProbe(), Probing.Subject(Networks.DigitNetwork, Digits.Weights, Digits.Test));

        Assert.True(result.One("defence.squeezing-detector.false-alarms").Lower < 0.05);
        Assert.True(result.One("defence.squeezing-detector.adaptive-detected").Value < result.One("defence.squeezing-detector.static-detected").Value);
        Assert.True(
            result.One("defence.squeezing-detector.adaptive-unseen-success").Value >= result.One("defence.squeezing-detector.static-unseen-success").Value);
    }

    [Fact]
    public void Run_Jpeg_AdaptiveIsNeverBetterThanStatic()
    {
        var result = Probing.Run(TransformProbe.Jpeg(), Probing.Subject(Networks.DigitNetwork, Digits.Weights, Digits.Test));

        Assert.True(result.One("defence.jpeg.adaptive-accuracy").Value <= result.One("defence.jpeg.static-accuracy").Value);
        Assert.True(result.One("defence.jpeg.clean-cost").Value < 0.05);
    }
}
