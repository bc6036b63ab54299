using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Linear;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion;

/// <summary>Attacks that look for the nearest adversarial input, on linear models where it is known.</summary>
public class MinimalAttacksTests
{
    [Theory]
    [InlineData(nameof(Norm.Linf))]
    [InlineData(nameof(Norm.L2))]
    [InlineData(nameof(Norm.L1))]
    public void DeepFool_LinearModelWithoutBounds_GoesTheClosedFormAndTheOvershoot(string name)
    {
        var norm = Enum.Parse<Norm>(name);
        using var one = new LinearCase(classes: 5, features: 12, records: 10, seed: 1);

        var found = one.Perturb(new DeepFool { Steps = 1 }, LinearCase.Terms(norm, lower: -1000, upper: 1000));

        for (var i = 0; i < found.Length; i++)
        {
            Assert.Equal(1.02 * one.Nearest(i, norm), one.Distance(i, found[i], norm), 1e-4);
            Assert.NotEqual(one.Labels[i], one.Decide(found[i]));
        }
    }

    [Theory]
    [InlineData(nameof(Norm.Linf))]
    [InlineData(nameof(Norm.L2))]
    [InlineData(nameof(Norm.L1))]
    public void DeepFool_BoundsInTheWay_FindsAnInputForEveryRecord(string name)
    {
        var norm = Enum.Parse<Norm>(name);
        using var one = new LinearCase(classes: 5, features: 12, records: 30, seed: 2);

        var outcome = new EvasionRun(one.Target, one.Data).Attack(new DeepFool(), LinearCase.Terms(norm, lower: 0.2, upper: 0.8));

        Assert.Empty(outcome.Problems);
        for (var i = 0; i < 30; i++)
        {
            var optimum = Optimum(one, i, norm, 0.2, 0.8);
            Assert.Equal(double.IsFinite(optimum) ? RecordState.Broken : RecordState.Robust, outcome.States[i]);
        }
    }

    [Theory]
    [InlineData(nameof(Norm.Linf), false)]
    [InlineData(nameof(Norm.L2), false)]
    [InlineData(nameof(Norm.L1), false)]
    [InlineData(nameof(Norm.Linf), true)]
    [InlineData(nameof(Norm.L2), true)]
    [InlineData(nameof(Norm.L1), true)]
    public void Fab_LinearModelWithBounds_IsWithinOnePercentOfTheOptimum(string name, bool isTargeted)
    {
        var norm = Enum.Parse<Norm>(name);
        using var one = new LinearCase(classes: 4, features: 10, records: 12, seed: 3);

        var found = one.Perturb(new Fab { IsTargeted = isTargeted }, LinearCase.Terms(norm));

        for (var i = 0; i < found.Length; i++)
        {
            var optimum = Optimum(one, i, norm, 0, 1);
            if (double.IsFinite(optimum))
            {
                Assert.InRange(one.Distance(i, found[i], norm), optimum * 0.9999, optimum * 1.01);
                Assert.NotEqual(one.Labels[i], one.Decide(found[i]));
            }
        }
    }

    [Fact]
    public void CarliniWagner_LinearModelWithBounds_IsWithinTwoPercentOfTheOptimum()
    {
        using var one = new LinearCase(classes: 3, features: 6, records: 6, seed: 4);

        var found = one.Perturb(new CarliniWagner { Steps = 1000 }, LinearCase.Terms(Norm.L2));

        for (var i = 0; i < found.Length; i++)
        {
            var optimum = Optimum(one, i, Norm.L2, 0, 1);
            Assert.InRange(one.Distance(i, found[i], Norm.L2), optimum * 0.9999, optimum * 1.02);
        }
    }

    [Fact]
    public void CarliniWagner_WithConfidence_LeavesTheMargin()
    {
        using var one = new LinearCase(classes: 3, features: 6, records: 4, seed: 5);

        var found = one.Perturb(new CarliniWagner { Steps = 300, Confidence = 0.2 }, LinearCase.Terms(Norm.L2, lower: -5, upper: 5));

        for (var i = 0; i < found.Length; i++)
        {
            Assert.True(LogitLosses.Margin(one.Logits(found[i]), one.Labels[i]) <= -0.2 + 1e-4);
        }
    }

    [Fact]
    public void MinimalAttacks_FiniteEpsilon_ReturnOnlyWhatIsWithinIt()
    {
        using var one = new LinearCase(classes: 4, features: 10, records: 30, seed: 6);
        var distances = Enumerable.Range(0, 30).Select(i => one.Nearest(i, Norm.L2)).Order().ToArray();
        var epsilon = (distances[14] + distances[15]) / 2;
        var run = new EvasionRun(one.Target, one.Data);

        foreach (var attack in new IEvasionAttack[] { new DeepFool(), new Fab(), new Fab { IsTargeted = true } })
        {
            var outcome = run.Attack(attack, LinearCase.Terms(Norm.L2, epsilon, lower: -50, upper: 50));
            Assert.Empty(outcome.Problems);
            Assert.InRange(outcome.Broken, 10, 15);
        }
    }

    [Fact]
    public void DeepFoolAndFab_DigitNetwork_BreakEveryRecordAndFabIsNearer()
    {
        using var target = new SpecTarget(Networks.DigitNetwork, Digits.Weights, CPU);
        var run = new EvasionRun(target, Digits.Test.Select([.. Enumerable.Range(0, 30)]));

        var deepFool = run.Attack(new DeepFool(), LinearCase.Terms(Norm.L2));
        var fab = run.Attack(new Fab { IsTargeted = true, Steps = 20 }, LinearCase.Terms(Norm.L2));

        Assert.Equal((0, 0), (deepFool.Robust, fab.Robust));
        Assert.True(fab.Distances.Sum() <= deepFool.Distances.Sum());
    }

    /// <summary>The quadratic or linear problem within the box, in double.</summary>
    private static double Optimum(LinearCase one, int i, Norm norm, double lower, double upper) => NearestBoundary.Of(
        new LinearClassifier([.. one.W.Select(row => Array.ConvertAll(row, value => (double)value))], Array.ConvertAll(one.B, value => (double)value)),
        Array.ConvertAll(one.X[i], value => (double)value), one.Labels[i], norm, 0, lower, upper).Distance;
}
