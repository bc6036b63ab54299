using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.ScoreBased;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion;

public class SquareTests
{
    [Theory]
    [InlineData(nameof(Norm.Linf), 0.2)]
    [InlineData(nameof(Norm.L2), 2)]
    public void Attack_DigitNetwork_KeepsToBallAndBudgetAndBeatsRandomNoise(string name, double epsilon)
    {
        var norm = Enum.Parse<Norm>(name);
        using var target = new SpecTarget(Networks.DigitNetwork, Digits.Weights, CPU);
        var run = new EvasionRun(target, Digits.Test.Select([.. Enumerable.Range(0, 40)]));
        _ = run.Clean;

        var square = run.Attack(new Square { Queries = 100, RescalesSchedule = true }, LinearCase.Terms(norm, epsilon));
        var noise = run.Attack(new RandomNoise(100), LinearCase.Terms(norm, epsilon));

        Assert.Empty(square.Problems);
        Assert.True(square.Broken > noise.Broken, $"{square.Broken} against {noise.Broken}");
        Assert.Equal(0, square.Calls.Backward);
        Assert.True(square.Calls.Forward <= run.CleanCorrect * 101);
    }

    [Fact]
    public void Attack_RecordsThatHold_CostExactlyTheBudget()
    {
        using var one = new LinearCase(classes: 3, features: 10, records: 7, seed: 1);

        var outcome = new EvasionRun(one.Target, one.Data).Attack(new Square { Queries = 25 }, LinearCase.Terms(Norm.Linf, 1e-6));

        Assert.Equal(new TargetCalls(7 * 26, 0), outcome.Calls);
    }

    [Theory]
    [InlineData(5, 5, false)]
    [InlineData(4, 7, true)]
    [InlineData(1, 6, false)]
    public void Bumps_AnySize_HaveLengthOneAndOppositeHalves(int rows, int columns, bool isTurned)
    {
        var bumps = SquareBumps.Of(rows, columns, isTurned);

        Assert.Equal(1, bumps.Sum(value => (double)value * value), 1e-6);
        Assert.Contains(bumps, value => value > 0);
        Assert.Contains(bumps, value => value < 0);
    }

    /// <summary>As many random corners of the ball as there are queries.</summary>
    private sealed class RandomNoise(int queries) : IEvasionAttack
    {
        public string Name => "noise";

        public TargetAccess Needs => TargetAccess.Labels;

        public Tensor Perturb(ITarget target, Tensor inputs, Tensor labels, EvasionTerms terms)
        {
            var result = inputs.clone();
            var random = new RecordRandom(terms.Seed, inputs);
            int[] all = [.. Enumerable.Range(0, (int)inputs.shape[0])];
            for (var i = 0; i < queries; i++)
            {
                using var scope = NewDisposeScope();
                var signs = random.Symmetric(all, inputs).sign();
                var step = signs.Times(terms.Epsilon).div(terms.Norm == Norm.L2 ? signs.LengthEach(Norm.L2).For(signs) : ones_like(signs));
                var points = Projections.OntoBallAndBox(inputs.add(step), inputs, terms);
                result.copy_(Losses.IsWrong(target.Logits(points), labels).Choose(points, result));
            }

            return result;
        }
    }
}
