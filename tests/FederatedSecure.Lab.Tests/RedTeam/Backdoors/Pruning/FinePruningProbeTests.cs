using FederatedSecure.Lab.RedTeam.Backdoors.Pruning;
using FederatedSecure.Lab.RedTeam.Backdoors.Triggers;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.Tests.RedTeam.Backdoors.Pruning;

public class FinePruningProbeTests
{
    [Fact]
    public void Run_BackdooredNetwork_TriggerLosesAndAccuracyHolds()
    {
        var subject = Probing.Subject(Networks.DigitNetwork, BackdooredDigits.Weights, Digits.Test) with
        {
            KnownBackdoors = [new KnownBackdoor(BackdooredDigits.Mark, BackdooredDigits.Target)],
        };

        var result = Probing.Run(new FinePruningProbe(), subject, ProbeCost.Standard);

        Assert.True(result.One("backdoor.fine-pruning.excess-after").Upper < result.One("backdoor.fine-pruning.excess-before").Lower);
        Assert.True(result.One("backdoor.fine-pruning.accuracy-after").Value > result.One("backdoor.fine-pruning.accuracy-before").Value - 0.04);
    }

    [Fact]
    public void Cure_Channels_AreOffAndTheGivenWeightsStay()
    {
        var before = (float[])BackdooredDigits.Weights.Clone();

        var cured = new FinePruning { Epochs = 1 }.Cure(Networks.DigitNetwork, BackdooredDigits.Weights, Digits.Test.First(300), seed: 1, TestContext.Current.CancellationToken);

        Assert.Equal(before, BackdooredDigits.Weights);
        Assert.Equal(32, cured.Channels);
        var convolution = ParameterLayout.Of(Networks.DigitNetwork).Tensors.Single(tensor => tensor.Name == "3.bias");
        Assert.Equal(cured.Pruned, Off(cured.BeforeTuning, convolution));
        Assert.Equal(cured.Pruned, Off(cured.Weights, convolution));
    }

    [Fact]
    public void NotApplicable_LinearModel_SaysWhy()
    {
        var (spec, weights) = Networks.Linear([[1, 2], [3, -4]], [0, 0]);

        Assert.Contains("linear", new FinePruningProbe().NotApplicable(Probing.Subject(spec, weights, Digits.Test)), StringComparison.Ordinal);
    }

    private static int Off(float[] weights, ParameterTensor bias) => weights.Skip((int)bias.Offset).Take((int)bias.Count).Count(value => value == 0);
}
