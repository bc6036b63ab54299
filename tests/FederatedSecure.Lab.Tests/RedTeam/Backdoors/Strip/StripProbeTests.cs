using FederatedSecure.Lab.RedTeam.Backdoors.Strip;
using FederatedSecure.Lab.RedTeam.Backdoors.Triggers;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Backdoors.Strip;

public class StripProbeTests
{
    [Fact]
    public void Run_BackdooredNetwork_MarkedInputsLieBelowTheThreshold()
    {
        var subject = Probing.Subject(Networks.DigitNetwork, BackdooredDigits.Weights, Digits.Test) with
        {
            KnownBackdoors = [new KnownBackdoor(BackdooredDigits.Mark, BackdooredDigits.Target)],
        };

        var result = Probing.Run(new StripProbe(), subject);

        var (detected, alarms) = (result.One("backdoor.strip.detected"), result.One("backdoor.strip.false-alarms"));
        Assert.True(detected.Lower > alarms.Upper);
    }

    [Fact]
    public void Of_ModelThatIgnoresItsInput_IsTheEntropyOfItsAnswer()
    {
        // Probabilities 1/2, 1/4, 1/4: 1.5 bits.
        var (spec, weights) = Networks.Linear([[0, 0], [0, 0], [0, 0]], [MathF.Log(2), 0, 0]);
        using var target = new SpecTarget(spec, weights, CPU);
        using var inputs = rand(5, 2);

        var entropies = new OverlayEntropy(target, inputs, count: 4).Of(inputs, seed: 1, TestContext.Current.CancellationToken);

        Assert.All(entropies, entropy => Assert.Equal(1.5, entropy, 1e-6));
        Assert.Equal(new TargetCalls(20, 0), target.Calls);
    }
}
