using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion;

public class EvasionRunTests
{
    [Fact]
    public void Attack_BatchThatFails_IsAProblemAndTheOthersGoOn()
    {
        using var one = new LinearCase(classes: 3, features: 4, records: 10, seed: 1);

        var outcome = new EvasionRun(one.Target, one.Data) { BatchSize = 4 }.Attack(
            new Planted((inputs, call) => call == 1 ? throw new InvalidOperationException("out of luck") : inputs.clone()), LinearCase.Terms(Norm.Linf, 0.1));

        Assert.Equal((6, 0, 4), (outcome.Robust, outcome.Broken, outcome.Failed));
        Assert.Equal(["planted: out of luck"], outcome.Problems);
        var accuracy = outcome.Accuracy("evasion.planted.accuracy", "");
        Assert.Equal((1.0, 6), (accuracy.Value, accuracy.Samples));
        Assert.Contains("4 of 10 records", accuracy.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.2, "further away")]
    [InlineData(double.NaN, "finite")]
    [InlineData(-5, "bounds")]
    public void Attack_ReturnsWhatIsNotAllowed_IsAProblemAndNoSuccess(double change, string part)
    {
        using var one = new LinearCase(classes: 3, features: 4, records: 3, seed: 1);

        var outcome = new EvasionRun(one.Target, one.Data).Attack(new Planted((inputs, _) => inputs.Plus(change)), LinearCase.Terms(Norm.Linf, 0.1));

        Assert.Equal((0, 0, 3), (outcome.Robust, outcome.Broken, outcome.Failed));
        Assert.Contains(part, outcome.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Attack_RecordsThatAreWrongAnyway_AreNotAttackedAndCountAsWrong()
    {
        using var one = new LinearCase(classes: 3, features: 4, records: 10, seed: 2);
        var wrong = one.Data with { Labels = [.. one.Labels.Select((label, i) => i < 4 ? (label + 1) % 3 : label)] };
        var attack = new Planted((inputs, _) => inputs.clone());

        var outcome = new EvasionRun(one.Target, wrong).Attack(attack, LinearCase.Terms(Norm.L2, 0.1));

        Assert.Equal(6, attack.Records);
        Assert.Equal(0.6, outcome.Accuracy("evasion.planted.accuracy", "").Value);
        Assert.Equal(Enumerable.Repeat(RecordState.WrongAnyway, 4), outcome.States.Take(4));
        Assert.Equal(new TargetCalls(6, 0), outcome.Calls);
    }

    [Fact]
    public void Attack_NoRecords_HasNoAccuracy()
    {
        using var one = new LinearCase(classes: 3, features: 4, records: 1, seed: 2);
        var none = new DataSet([], [4], [], ["a", "b", "c"], [], ImmutableDictionary<string, string[]>.Empty);

        var outcome = new EvasionRun(one.Target, none).Attack(new Planted((inputs, _) => inputs), LinearCase.Terms(Norm.L2, 0.1));

        Assert.NotNull(outcome.Accuracy("evasion.planted.accuracy", "").Problem);
    }

    [Fact]
    public void Attack_Cancelled_Stops()
    {
        using var one = new LinearCase(classes: 3, features: 4, records: 3, seed: 2);
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => new EvasionRun(one.Target, one.Data).Attack(
            new Planted((inputs, _) => inputs), LinearCase.Terms(Norm.L2, 0.1) with { Cancellation = source.Token }));
    }

    private sealed class Planted(Func<Tensor, int, Tensor> perturb) : IEvasionAttack
    {
        private int _calls;

        public string Name => "planted";

        public TargetAccess Needs => TargetAccess.Labels;

        public long Records { get; private set; }

        public Tensor Perturb(ITarget target, Tensor inputs, Tensor labels, EvasionTerms terms)
        {
            Records += inputs.shape[0];
            return perturb(inputs, _calls++);
        }
    }
}
