using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Targets;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion;

public class ApgdTests
{
    /// <summary>With two classes and no bounds in reach exactly the records nearer than ε can be broken.</summary>
    [Theory]
    [InlineData(nameof(Norm.Linf), nameof(ApgdLoss.CrossEntropy))]
    [InlineData(nameof(Norm.L2), nameof(ApgdLoss.CrossEntropy))]
    [InlineData(nameof(Norm.L1), nameof(ApgdLoss.CrossEntropy))]
    [InlineData(nameof(Norm.Linf), nameof(ApgdLoss.LogitsRatio))]
    [InlineData(nameof(Norm.L2), nameof(ApgdLoss.LogitsRatio))]
    [InlineData(nameof(Norm.L1), nameof(ApgdLoss.LogitsRatio))]
    public void Attack_LinearModelOfTwoClasses_BreaksExactlyWhatCanBeBroken(string name, string lossName)
    {
        var norm = Enum.Parse<Norm>(name);
        using var one = new LinearCase(classes: 2, features: 20, records: 40, seed: 1);
        var distances = Enumerable.Range(0, 40).Select(i => one.Nearest(i, norm)).ToArray();
        // Between two records that are clearly apart.
        var sorted = distances.Order().ToArray();
        var gap = Enumerable.Range(10, 20).MaxBy(i => sorted[i + 1] / sorted[i]);
        var epsilon = Math.Sqrt(sorted[gap] * sorted[gap + 1]);

        var outcome = new EvasionRun(one.Target, one.Data).Attack(new Apgd { Loss = Enum.Parse<ApgdLoss>(lossName) }, LinearCase.Terms(norm, epsilon, lower: -50, upper: 50));

        Assert.Empty(outcome.Problems);
        Assert.Equal(distances.Select(distance => distance < epsilon ? RecordState.Broken : RecordState.Robust), outcome.States);
    }

    [Theory]
    [InlineData(nameof(Norm.Linf))]
    [InlineData(nameof(Norm.L2))]
    [InlineData(nameof(Norm.L1))]
    public void Attack_RecordsThatHold_CostOnePassMoreThanSteps(string name)
    {
        using var one = new LinearCase(classes: 5, features: 10, records: 8, seed: 2);

        var outcome = new EvasionRun(one.Target, one.Data).Attack(new Apgd { Steps = 10 }, LinearCase.Terms(Enum.Parse<Norm>(name), 1e-6));

        // L1 looks at the start of each of its three balls.
        var passes = name == nameof(Norm.L1) ? 13 : 11;
        Assert.Equal(8, outcome.Robust);
        Assert.Equal(new TargetCalls(8 * (passes + 1), 8 * passes), outcome.Calls);
    }
}
