using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Privacy.Audits;
using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Private;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using FederatedSecure.Privacy;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Membership;

public class ShadowModelsProbeTests
{
    private static readonly string[] Attacks = ["privacy.shadow", "privacy.lira", "privacy.rmia"];

    [Fact]
    public void Run_OverfittedModel_EveryAttackIsFarAboveChance()
    {
        var training = NoisyLabels.Draw(300, seed: 1);
        var weights = Networks.Trained(NoisyLabels.Network, training, epochs: 60);
        var subject = Contexts.Subject(NoisyLabels.Network, weights, training, NoisyLabels.Draw(300, seed: 2));

        var result = new ShadowModelsProbe().Run(Contexts.Context(subject, ProbeCost.Standard));

        Assert.All(Areas(result), area => Assert.True(area.Lower > 0.6, area.ToString()));
        Assert.All(
            result.Measurements.Where(figure => figure.Id.EndsWith("balanced-accuracy", StringComparison.Ordinal)),
            accuracy => Assert.True(accuracy.Value > 0.6, accuracy.ToString()));
        Assert.Equal(6, Assert.Single(result.Curves).Lines.Length);
    }

    [Fact]
    public void Run_PrivateModelOfTheSameRecords_IsNearChance()
    {
        var training = NoisyLabels.Draw(300, seed: 1);
        var claim = new PrivacyClaim(1, 1e-5);
        var subject = Contexts.Subject(NoisyLabels.Network, Private(claim), training, NoisyLabels.Draw(300, seed: 2)) with { Claim = claim };

        var result = new ShadowModelsProbe().Run(Contexts.Context(subject, ProbeCost.Standard));
        var bound = new FinalModelAuditProbe().Run(Contexts.Context(subject)).Measurements[0];

        // (ε, δ)-privacy leaves an attacker at most (e^ε − 1 + 2δ)/(e^ε + 1) of an advantage, an area of 0.5 + 0.46/2 at most; records
        // that are no canaries give away much less. Two widths of the interval for chance.
        Assert.All(Areas(result), area => Assert.InRange(area.Value, 0.5 - (2 * (area.Value - area.Lower)), 0.5 + (2 * (area.Upper - area.Value))));
        Assert.All(
            result.Measurements.Append(bound).Where(figure => figure.Id == "privacy.audit.epsilon-lower"),
            figure => Assert.InRange(figure.Value, 0, claim.Epsilon));

        float[] Private(PrivacyClaim promised)
        {
            var start = new float[NoisyLabels.Network.ParameterCount];
            ModelInitializer.Initialize(NoisyLabels.Network, ParameterLayout.Of(NoisyLabels.Network), 1, start);
            var options = new TrainingOptions(60, 64, 0.5, 0, 0, 0, 1, Threads: 1) { Device = ComputeDevice.Cpu };
            var noise = NoiseCalibration.NoiseMultiplier(promised.Epsilon, promised.Delta, 64.0 / 300, PrivateTrainingOptions.Steps(300, options));
            var update = PrivateTrainer.Train(
                NoisyLabels.Network, start, training, options, new PrivateTrainingOptions(1, noise), new SeededRandomSource(1),
                cancellation: TestContext.Current.CancellationToken).Update;
            return [.. start.Zip(update, (weight, change) => weight + change)];
        }
    }

    [Fact]
    public void Run_ModelOfOtherRecords_EveryAttackIsAtChanceAndTheSameAgain()
    {
        var weights = Networks.Trained(NoisyLabels.Network, NoisyLabels.Draw(300, seed: 1), epochs: 60);
        var subject = Contexts.Subject(NoisyLabels.Network, weights, NoisyLabels.Draw(300, seed: 2), NoisyLabels.Draw(300, seed: 3));

        var first = new ShadowModelsProbe().Run(Contexts.Context(subject));
        var second = new ShadowModelsProbe().Run(Contexts.Context(subject) with { Workers = 2 });

        // 95 % intervals, doubled: beyond them by chance once in some ten thousand.
        Assert.All(Areas(first), area => Assert.InRange(0.5, area.Value - (2 * (area.Value - area.Lower)), area.Value + (2 * (area.Upper - area.Value))));
        Assert.Equal(first.Measurements, second.Measurements);
    }

    [Fact]
    public void Run_ModelThatAnswersNoNumbers_HasNoFigures()
    {
        var weights = new float[NoisyLabels.Network.ParameterCount];
        weights[0] = float.NaN;
        var subject = Contexts.Subject(NoisyLabels.Network, weights, NoisyLabels.Draw(150, seed: 1), NoisyLabels.Draw(150, seed: 2));

        Assert.All(new ShadowModelsProbe().Run(Contexts.Context(subject)).Measurements, figure => Assert.NotNull(figure.Problem));
    }

    [Fact]
    public void NotApplicable_FewRecordsOrABlackBox_SaysWhy()
    {
        var subject = Contexts.Subject(NoisyLabels.Network, [], NoisyLabels.Draw(300, seed: 1), NoisyLabels.Draw(300, seed: 2));

        Assert.Null(new ShadowModelsProbe().NotApplicable(subject));
        Assert.NotNull(new ShadowModelsProbe().NotApplicable(subject with { Spec = null }));
        Assert.NotNull(new ShadowModelsProbe().NotApplicable(subject with { Training = null }));
        Assert.NotNull(new ShadowModelsProbe().NotApplicable(subject with { Training = NoisyLabels.Draw(10, seed: 1), Test = NoisyLabels.Draw(10, seed: 2) }));
    }

    private static Measurement[] Areas(ProbeResult result)
    {
        Measurement[] areas = [.. result.Measurements.Where(figure => figure.Id.EndsWith(".auc", StringComparison.Ordinal))];
        Assert.Equal(Attacks, areas.Select(area => area.Id[..^4]).Distinct());
        Assert.Equal(5, areas.Length);
        return areas;
    }
}
