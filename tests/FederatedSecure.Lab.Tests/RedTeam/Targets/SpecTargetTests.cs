using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Targets;

public class SpecTargetTests
{
    [Fact]
    public void Logits_LinearModel_AreTheProductAndCounted()
    {
        var (spec, weights) = Networks.Linear([[1, 2], [3, -4]], [0.5f, -0.5f]);
        using var target = new SpecTarget(spec, weights, CPU);
        using var inputs = tensor(new float[] { 1, 1, 2, 0 }, [2, 2]);

        using var logits = target.Logits(inputs);

        Assert.Equal([3.5f, -1.5f, 2.5f, 5.5f], logits.data<float>().ToArray());
        Assert.Equal(new TargetCalls(2, 0), target.Calls);
    }

    [Fact]
    public void Logits_Pictures_AgreeWithTheTrainersOwnForwardPass()
    {
        using var target = new SpecTarget(Networks.DigitNetwork, Digits.Weights, CPU);
        using var inputs = tensor(Digits.Test.Features[..(20 * 784)], [20, 1, 28, 28]);
        using var bench = new TrainingBench(Networks.DigitNetwork, threads: 1);
        using var prepared = new PreparedData(Networks.DigitNetwork, Digits.Test.Select([.. Enumerable.Range(0, 20)]));

        using var logits = target.Logits(inputs);

        Assert.Equal(bench.Logits(Digits.Weights, prepared, TestContext.Current.CancellationToken), logits.contiguous().data<float>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void Logits_InputsWithGradient_GiveTheGradient()
    {
        var (spec, weights) = Networks.Linear([[1, 2], [3, -4]], [0, 0]);
        using var target = new SpecTarget(spec, weights, CPU);
        using var inputs = tensor(new float[] { 1, 1 }, [1, 2]).requires_grad_(true);

        using var difference = target.Logits(inputs).select(1, 0) - target.Logits(inputs).select(1, 1);
        difference.sum().backward();

        Assert.Equal([-2f, 6f], inputs.grad!.data<float>().ToArray());
    }
}
