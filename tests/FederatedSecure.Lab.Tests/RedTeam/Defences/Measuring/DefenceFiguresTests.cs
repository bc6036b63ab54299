using FederatedSecure.Lab.RedTeam.Defences.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Defences.Measuring;

public class DefenceFiguresTests
{
    /// <summary>What noise that is active in training only amounts to: the model that is given out answers as if it were not there.</summary>
    [Fact]
    public void Of_DefenceThatChangesNoAnswer_IsCalledNone() => TorchRuntime.Run(threads: 1, ComputeDevice.Cpu, _ =>
    {
        using var plain = new SpecTarget(Networks.DigitNetwork, Digits.Weights, CPU);
        using var same = new SpecTarget(Networks.DigitNetwork, Digits.Weights, CPU);
        var figures = new DefenceFigures("defence.noise", plain, Digits.Test.First(30), new EvasionTerms(Norm.Linf, 0.3, 1), new Fgsm());

        var measured = figures.Of(same, same, "").ToDictionary(measurement => measurement.Id);

        Assert.Contains("no defence", measured["defence.noise.static-accuracy"].Problem, StringComparison.Ordinal);
        Assert.Contains("no defence", measured["defence.noise.adaptive-accuracy"].Problem, StringComparison.Ordinal);
        Assert.Equal(measured["defence.noise.undefended-accuracy"].Value, measured["defence.noise.static-accuracy"].Value);
        Assert.Equal(0, measured["defence.noise.clean-cost"].Value);
        return true;
    });
}
