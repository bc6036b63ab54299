using FederatedSecure.Lab.RedTeam.Defences.Training;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
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

    /// <summary>Several minutes on one core; the network and the recipe are those of Wong et al., on 8,004 digits instead of 60,000.</summary>
    [Fact(Explicit = true)]
    public void Train_ThirtyPassesOnAllDigits_HoldsAgainstPgdAtTheUsualSize()
    {
        var spec = Networks.Spec(
            """
            { "input": [1, 28, 28], "layers": [
              { "type": "conv2d", "out": 16, "kernel": 4, "stride": 2, "padding": 1 }, { "type": "relu" },
              { "type": "conv2d", "out": 32, "kernel": 4, "stride": 2, "padding": 1 }, { "type": "relu" },
              { "type": "flatten" }, { "type": "linear", "out": 100 }, { "type": "relu" }, { "type": "linear", "out": 10 }, { "type": "softmax-head", "classes": 10 } ] }
            """);
        var terms = Terms with { Epsilon = 0.3 };

        var recipe = HardeningRecipe.FastTraining with { LearningRate = 0.1 };

        var hardened = new Hardening(spec, Digits.Training, terms) { Epochs = 30 }
            .Train(recipe, Networks.Trained(spec, Digits.Training, epochs: 2), progress: null, TestContext.Current.CancellationToken);

        Assert.True(RobustAccuracy(spec, hardened.Weights, new Pgd(), terms, records: 1000) >= 0.85);
    }

    [Fact]
    public void Train_AccuracyCollapses_StopsWithTheWeightsOfThePassBefore()
    {
        var data = Digits.Training.First(1500);
        const int StepsOfAPass = 24;
        var recipe = HardeningRecipe.FastTraining with
        {
            Loss = (spec, terms, steps) => new Planted(HardeningRecipe.FastTraining.Loss(spec, terms, steps), 3 * StepsOfAPass),
        };

        var stopped = new Hardening(Networks.DigitNetwork, data, Terms) { Epochs = 6 }
            .Train(recipe, Digits.Weights, progress: null, TestContext.Current.CancellationToken);

        Assert.True(stopped.Collapsed);
        Assert.Equal(3, stopped.Epochs);
        Assert.True(RobustAccuracy(stopped.Weights) > RobustAccuracy(Digits.Weights));
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

    private static double RobustAccuracy(float[] weights) => RobustAccuracy(Networks.DigitNetwork, weights, Pgd.BasicIterative(), Terms, records: 200);

    private static double RobustAccuracy(ModelSpec spec, float[] weights, IEvasionAttack attack, EvasionTerms terms, int records) =>
        TorchRuntime.Run(threads: 1, ComputeDevice.Cpu, _ =>
        {
            using var target = new SpecTarget(spec, weights, CPU);
            return (double)new EvasionRun(target, Digits.Test.First(records)).Attack(attack, terms).Robust / records;
        });

    /// <summary>Teaches the wrong classes after some steps.</summary>
    private sealed class Planted(IBatchLoss inner, int goodSteps) : IBatchLoss
    {
        private int _steps;

        public Tensor Of(TorchModel model, Tensor features, Tensor labels, Generator? dropout) =>
            inner.Of(model, features, _steps++ < goodSteps ? labels : (labels + ones_like(labels)).fmod(ones_like(labels).mul(tensor(10L))), dropout);
    }
}
