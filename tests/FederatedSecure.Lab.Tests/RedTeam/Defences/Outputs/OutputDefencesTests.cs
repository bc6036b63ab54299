using FederatedSecure.Lab.RedTeam.Defences.Outputs;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Defences.Outputs;

public class OutputDefencesTests
{
    [Fact]
    public void Top_TwoOfFour_KeepsTheirRatioAndTheFirstOfEqualOnes() =>
        Assert.Equal([2 / 3.0, 1 / 3.0, 0, 0], AnswerRounding.Top([0.4, 0.2, 0.2, 0.2], 2), (a, b) => Math.Abs(a - b) < 1e-12);

    [Fact]
    public void Round_Halves_GoToEven() => Assert.Equal([0.12, 0.38, 0.5], AnswerRounding.Round([0.125, 0.375, 0.5], 2));

    [Fact]
    public void ReverseSigmoid_Half_IsLeftAlone() => Assert.Equal([0.5, 0.5], ReverseSigmoid.Apply([0.5, 0.5])!);

    [Fact]
    public void Run_OverfittedNetwork_LabelsAloneStillTellMembersApart()
    {
        var training = Digits.Training.First(150);
        var subject = Probing.Subject(Networks.DigitNetwork, Networks.Trained(Networks.DigitNetwork, training, epochs: 60), Digits.Test) with { Training = training };

        var result = Probing.Run(new OutputDefencesProbe(), subject);

        foreach (var setting in result.Measurements.GroupBy(measurement => measurement.Setting))
        {
            var (adaptive, statically) = (setting.Single(m => m.Id == "defence.outputs.adaptive-auc"), setting.Single(m => m.Id == "defence.outputs.static-auc"));
            Assert.True(adaptive.Value >= statically.Value);
            Assert.True(adaptive.Lower > 0.5);
        }

        Assert.Equal(0, result.Measurements.Single(m => m.Id == "defence.outputs.changed-labels" && m.Setting == "top 3").Value);
        Assert.Contains("labels alone", result.Notes[0], StringComparison.Ordinal);
    }
}
