using FederatedSecure.Lab.RedTeam.Privacy.Audits;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Audits;

public class AuditProbeTests
{
    private static readonly PrivacyClaim Claim = new(1, 1e-5);
    private static readonly ModelSpec Regression = Networks.Spec(
        """{ "input": [1, 28, 28], "layers": [ { "type": "flatten" }, { "type": "linear", "out": 10 }, { "type": "softmax-head", "classes": 10 } ] }""");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_TrainingWithinTheClaim_DoesNotRefuteIt(bool isOneRun)
    {
        Probe probe = isOneRun ? new OneRunAuditProbe() : new RepeatedTrainingProbe();

        var result = probe.Run(Contexts.Context(Subject()));

        var bound = result.Measurements.Single(figure => figure.Id == "privacy.audit.epsilon-lower");
        var above = result.Measurements.Single(figure => figure.Id == "privacy.audit.epsilon-above-claim");
        Assert.InRange(bound.Value, 0, Claim.Epsilon);
        Assert.Equal(bound.Value - 1, above.Value);
        Assert.DoesNotContain(result.Notes, note => note.Contains("falsified", StringComparison.Ordinal));
    }

    [Fact]
    public void Scores_WithoutTheNoiseThatWasClaimed_RefuteTheClaim()
    {
        var random = new SeededRandomSource(4);
        var canaries = CanaryTraining.Mislabel(Digits.Test.First(400), random);
        bool[] coins = [.. Enumerable.Range(0, 400).Select(_ => random.NextInt32(2) == 1)];

        var scores = new CanaryTraining(Regression, Claim, seed: 1).Scores(Digits.Training.First(20), canaries, coins, 1e-9, 2, TestContext.Current.CancellationToken);

        var bound = CoinGuesses.LowerBound(scores, coins, Claim.Delta, 0.05, isReplaced: false);
        Assert.True(bound > Claim.Epsilon, $"{bound}");
    }

    [Fact]
    public void Mislabel_Any_LeavesNoLabelRight()
    {
        var canaries = CanaryTraining.Mislabel(Digits.Test.First(300), new SeededRandomSource(1));

        Assert.All(canaries.Labels.Zip(Digits.Test.Labels), pair => Assert.NotEqual(pair.First, pair.Second));
        Assert.Equal(10, canaries.Labels.Distinct().Count());
    }

    [Fact]
    public void Run_ClaimOfAnOverfittedModel_IsFalsified()
    {
        var training = Digits.Training.First(300);
        var subject = Contexts.Subject(Regression, Networks.Trained(Regression, training, epochs: 200), training, Digits.Test) with { Claim = new PrivacyClaim(0.01, 1e-5) };

        var result = new FinalModelAuditProbe().Run(Contexts.Context(subject));

        Assert.True(result.Measurements.Single(figure => figure.Id == "privacy.audit.epsilon-above-claim").Value > 0, result.Notes[0]);
        Assert.Contains("DP claim falsified", result.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void NotApplicable_WithoutClaim_SaysWhy()
    {
        var subject = Subject() with { Claim = null };

        Assert.All(new Probe[] { new OneRunAuditProbe(), new RepeatedTrainingProbe(), new FinalModelAuditProbe() }, probe => Assert.NotNull(probe.NotApplicable(subject)));
    }

    private static ProbeSubject Subject() =>
        Contexts.Subject(Regression, new float[Regression.ParameterCount], Digits.Training.First(300), Digits.Test.First(300)) with { Claim = Claim };
}
