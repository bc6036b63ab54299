using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion;

public class PgdTests
{
    /// <summary>With two classes the loss is monotone in one linear function: its optimum over the ball is known.</summary>
    [Theory]
    [InlineData(nameof(Norm.Linf))]
    [InlineData(nameof(Norm.L2))]
    [InlineData(nameof(Norm.L1))]
    public void Perturb_TwoClassesOfALinearModel_ReachesTheOptimumOfTheBall(string name)
    {
        var norm = Enum.Parse<Norm>(name);
        using var one = new LinearCase(classes: 2, features: 8, records: 5, seed: 3);
        const double epsilon = 0.05;
        var usual = Pgd.For(norm);

        var found = one.Perturb(
            new Pgd { Steps = usual.Steps, RelativeStep = usual.RelativeStep, StartsAtRandom = false, StopsAtSuccess = false }, LinearCase.Terms(norm, epsilon));

        for (var i = 0; i < found.Length; i++)
        {
            var other = 1 - one.Labels[i];
            var w = one.W[other].Zip(one.W[one.Labels[i]], (a, b) => (double)a - b).ToArray();
            var dual = norm switch { Norm.Linf => w.Sum(Math.Abs), Norm.L2 => Math.Sqrt(w.Sum(v => v * v)), _ => w.Max(Math.Abs) };
            var gained = w.Select((value, j) => value * (found[i][j] - one.X[i][j])).Sum();
            Assert.InRange(gained, epsilon * dual * 0.999, epsilon * dual * 1.00001);
        }
    }

    [Theory]
    [InlineData(nameof(Norm.Linf), 0.2)]
    [InlineData(nameof(Norm.L2), 0.6)]
    [InlineData(nameof(Norm.L1), 2)]
    public void Attack_AnyNorm_IsAllowedAndNoWorseForTheAttackerThanFgsm(string name, double epsilon)
    {
        var norm = Enum.Parse<Norm>(name);
        using var one = new LinearCase(classes: 5, features: 30, records: 60, seed: 4);
        var run = new EvasionRun(one.Target, one.Data) { BatchSize = 25 };

        var fgsm = run.Attack(new Fgsm(), LinearCase.Terms(norm, epsilon));
        var pgd = run.Attack(Pgd.For(norm), LinearCase.Terms(norm, epsilon));

        Assert.Empty(fgsm.Problems);
        Assert.Empty(pgd.Problems);
        Assert.InRange(fgsm.Broken, 1, 60);
        Assert.True(pgd.Robust <= fgsm.Robust);
        Assert.True(pgd.Distances.Max() <= epsilon * (1 + 1e-5));
    }

    [Fact]
    public void Attack_MoreRestarts_BreakNoFewerRecords()
    {
        using var one = new LinearCase(classes: 5, features: 30, records: 60, seed: 5);
        var run = new EvasionRun(one.Target, one.Data);
        int RobustAfter(int restarts) => run.Attack(new Pgd { Steps = 3, Restarts = restarts }, LinearCase.Terms(Norm.Linf, 0.05)).Robust;

        Assert.True(RobustAfter(4) <= RobustAfter(1));
    }

    [Fact]
    public void Perturb_Targeted_ReachesTheClass()
    {
        using var one = new LinearCase(classes: 4, features: 20, records: 20, seed: 6);
        var wanted = Array.ConvertAll(one.Labels, label => (label + 1) % 4);

        var found = one.Perturb(new Pgd { IsTargeted = true, Steps = 100 }, LinearCase.Terms(Norm.Linf, 0.5), wanted);

        Assert.Equal(wanted, found.Select(one.Decide));
    }

    [Fact]
    public void Attack_SameSeed_IsTheSameAndOtherSeedIsNot()
    {
        using var one = new LinearCase(classes: 5, features: 30, records: 20, seed: 7);
        var run = new EvasionRun(one.Target, one.Data);
        EvasionOutcome With(ulong seed) => run.Attack(Pgd.For(Norm.L2), LinearCase.Terms(Norm.L2, 0.6, seed: seed));

        Assert.Equal(With(1).Adversarial, With(1).Adversarial);
        Assert.NotEqual(With(1).Adversarial, With(2).Adversarial);
    }

    [Fact]
    public void Attack_BatchesOfOne_GiveTheResultsOfALargeBatchThatRecordsLeave()
    {
        using var one = new LinearCase(classes: 5, features: 30, records: 40, seed: 8);
        EvasionOutcome With(int batch) =>
            new EvasionRun(one.Target, one.Data) { BatchSize = batch }.Attack(new Pgd { Restarts = 2 }, LinearCase.Terms(Norm.Linf, 0.1));

        var (alone, together) = (With(1), With(40));

        Assert.InRange(together.Broken, 1, 39);
        Assert.Equal(alone.States, together.States);
        Assert.All(alone.Adversarial.Zip(together.Adversarial), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.Equal(alone.Calls, together.Calls);
    }

    [Fact]
    public void Attack_RecordsThatHold_CostExactlyTheirSteps()
    {
        using var one = new LinearCase(classes: 3, features: 10, records: 12, seed: 9);

        var outcome = new EvasionRun(one.Target, one.Data).Attack(new Pgd { Steps = 7, Restarts = 2 }, LinearCase.Terms(Norm.Linf, 1e-6));

        // Two runs of 7 steps and a look, and the look at the result.
        Assert.Equal(12, outcome.Robust);
        Assert.Equal(new TargetCalls(12 * ((2 * 8) + 1), 12 * 14), outcome.Calls);
    }

    [Fact]
    public void Attack_UndefendedDigitNetwork_FallsBelowFivePercent()
    {
        using var target = new SpecTarget(Networks.DigitNetwork, Digits.Weights, CPU);
        var run = new EvasionRun(target, Digits.Test.Select([.. Enumerable.Range(0, 200)]));

        var clean = run.CleanCorrect;
        var pgd = run.Attack(Pgd.For(Norm.Linf), LinearCase.Terms(Norm.Linf, 0.3));
        var fgsm = run.Attack(new Fgsm(), LinearCase.Terms(Norm.Linf, 0.3));

        Assert.True(clean > 180);
        Assert.True(pgd.Robust < 10, $"{pgd.Robust}");
        Assert.True(pgd.Robust <= fgsm.Robust);
        Assert.Empty(pgd.Problems);
    }

    /// <summary>With two classes and no bounds in reach one step along the gradient is already the optimum: nobody breaks more or less.</summary>
    [Fact]
    public void Attack_TwoClassesOfALinearModel_IterationAndMomentumBreakWhatFgsmBreaks()
    {
        using var one = new LinearCase(classes: 2, features: 30, records: 60, seed: 10);
        var run = new EvasionRun(one.Target, one.Data);
        var distances = Enumerable.Range(0, 60).Select(i => one.Nearest(i, Norm.Linf)).Order().ToArray();
        var terms = LinearCase.Terms(Norm.Linf, (distances[20] + distances[21]) / 2, lower: -10, upper: 10);
        ImmutableArray<RecordState> States(IEvasionAttack attack) => run.Attack(attack, terms).States;

        var fgsm = States(new Fgsm());

        Assert.Equal(21, fgsm.Count(state => state == RecordState.Broken));
        Assert.Equal(fgsm, States(Pgd.BasicIterative()));
        Assert.Equal(fgsm, States(Pgd.WithMomentum()));
    }
}
