using FederatedSecure.Lab.RedTeam.Backdoors.NeuralCleanse;
using FederatedSecure.Lab.RedTeam.Backdoors.Triggers;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Backdoors.NeuralCleanse;

public class NeuralCleanseProbeTests
{
    [Fact]
    public void Run_BackdooredNetwork_FlagsItsClassAndFindsTheMark()
    {
        var subject = Probing.Subject(Networks.DigitNetwork, BackdooredDigits.Weights, Digits.Test) with
        {
            KnownBackdoors = [new KnownBackdoor(BackdooredDigits.Mark, BackdooredDigits.Target)],
        };

        var result = Probing.Run(new NeuralCleanseProbe(), subject);

        Assert.True(result.One("backdoor.neural-cleanse.index").Value > 2);
        Assert.Equal(1, result.One("backdoor.neural-cleanse.flagged-classes").Value);
        Assert.Contains("Class 7 is reached", result.Notes[0], StringComparison.Ordinal);
        Assert.True(result.One("backdoor.neural-cleanse.overlap").Value > 0.3);
        Assert.Equal(10, result.Pictures.Length);
    }

    [Fact]
    public void Run_CleanNetwork_FlagsNothing()
    {
        var result = Probing.Run(new NeuralCleanseProbe(), Probing.Subject(Networks.DigitNetwork, Digits.Weights, Digits.Test));

        Assert.True(result.One("backdoor.neural-cleanse.index").Value <= 2);
        Assert.Equal(0, result.One("backdoor.neural-cleanse.flagged-classes").Value);
    }

    [Fact]
    public void NotApplicable_BlackBoxOrFewClasses_SaysWhy()
    {
        var (spec, weights) = Networks.Linear([[1, 2], [3, -4]], [0, 0]);
        var black = Probing.Subject(Networks.DigitNetwork, Digits.Weights, Digits.Test) with { Weights = null };

        Assert.Contains("black box", new NeuralCleanseProbe().NotApplicable(black), StringComparison.Ordinal);
        Assert.Contains("2 classes", new NeuralCleanseProbe().NotApplicable(Probing.Subject(spec, weights, Digits.Test with { ClassNames = ["a", "b"] })), StringComparison.Ordinal);
    }
}
