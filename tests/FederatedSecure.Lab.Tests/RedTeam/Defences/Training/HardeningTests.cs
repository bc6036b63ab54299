using FederatedSecure.Lab.RedTeam.Defences.Training;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Defences.Training;

public class HardeningTests
{
    private static readonly EvasionTerms Terms = new(Norm.Linf, 0.1, Seed: 1);

    [Fact]
    public void Train_AgainstOneStep_HoldsAgainstManyWhereThePlainNetworkFalls()
    {
        var hardened = new Hardening(Networks.DigitNetwork, Digits.Training.First(3000), Terms) { Epochs = 3 }
            .Train(HardeningRecipe.FastTraining, Digits.Weights, progress: null, TestContext.Current.CancellationToken);

        var (before, after) = (RobustAccuracy(Digits.Weights), RobustAccuracy(hardened.Weights));
        Assert.False(hardened.Collapsed);
        Assert.True(after > before + 0.2);
    }

    [Fact]
    public void Train_Trades_RaisesRobustAccuracy()
    {
        var hardened = new Hardening(Networks.DigitNetwork, Digits.Training.First(1000), Terms) { Epochs = 2 }
            .Train(HardeningRecipe.Trades, Digits.Weights, progress: null, TestContext.Current.CancellationToken);

        Assert.True(RobustAccuracy(hardened.Weights) > RobustAccuracy(Digits.Weights) + 0.1);
    }

    [Fact]
    public void Train_Twice_GivesTheSameWeights()
    {
        float[] Train() => new Hardening(Networks.DigitNetwork, Digits.Training.First(200), Terms) { Epochs = 1 }
            .Train(HardeningRecipe.PgdTraining, Digits.Weights, progress: null, TestContext.Current.CancellationToken).Weights;

        Assert.Equal(Train(), Train());
    }

    [Fact]
    public void Loss_LabelSmoothingOfNothing_IsTheCrossEntropy()
    {
        var (spec, weights) = Networks.Linear([[1, 2], [3, -4]], [0, 0]);
        using var model = new TorchModel(spec, weights, CPU);
        using var inputs = tensor(new float[] { 1, 1, 0.5f, 0 }, [2, 2]);
        using var labels = tensor(new long[] { 0, 1 });

        var plain = nn.functional.cross_entropy(model.Forward(inputs, null), labels);

        Assert.Equal(TorchValue.Single(plain), TorchValue.Single(new LabelSmoothingLoss(spec, alpha: 0).Of(model, inputs, labels, null)), 1e-6);

        // Everything spread: −mean of the log-probabilities. Logits (3, −1) and (0.5, 1.5).
        var expected = -(((-Math.Log(1 + Math.Exp(-4))) + (-4 - Math.Log(1 + Math.Exp(-4))) + (-1 - Math.Log(1 + Math.Exp(-1))) + (-Math.Log(1 + Math.Exp(-1)))) / 4);
        Assert.Equal(expected, TorchValue.Single(new LabelSmoothingLoss(spec, alpha: 1).Of(model, inputs, labels, null)), 1e-5);
    }

    [Fact]
    public void Divergence_TwoClasses_IsTheSum()
    {
        // p = (½, ½), q = (¼, ¾): ½·ln 2 + ½·ln ⅔.
        using var p = tensor(new float[] { 0, 0 }, [1, 2]);
        using var q = tensor(new[] { 0, MathF.Log(3) }, [1, 2]);

        Assert.Equal((Math.Log(2) + Math.Log(2 / 3.0)) / 2, TradesLoss.Divergence(p, q).ToValues()[0], 1e-6);
    }

    [Fact]
    public void CollapseGuard_FallByMoreThanTwentyPoints_Stops()
    {
        var guard = new CollapseGuard();

        Assert.False(guard.HasCollapsed(0.5));
        Assert.False(guard.HasCollapsed(0.7));
        Assert.False(guard.HasCollapsed(0.55));
        Assert.True(guard.HasCollapsed(0.45));
    }

    private static double RobustAccuracy(float[] weights) => TorchRuntime.Run(threads: 1, ComputeDevice.Cpu, _ =>
    {
        using var target = new SpecTarget(Networks.DigitNetwork, weights, CPU);
        return new EvasionRun(target, Digits.Test.First(200)).Attack(Pgd.BasicIterative(), Terms).Robust / 200.0;
    });
}
