using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Membership;

public class LossThresholdProbeTests
{
    private readonly LossThresholdProbe _probe = new();

    [Fact]
    public void Run_OverfittedModel_IsFarAboveChance()
    {
        var training = Digits.Training.First(200);
        var weights = Networks.Trained(Networks.DigitNetwork, training, epochs: 60);

        var figures = Run(weights, training, Digits.Test);

        Assert.True(figures["privacy.loss-threshold.auc"].Lower > 0.6, figures["privacy.loss-threshold.auc"].ToString());
        Assert.True(figures["privacy.loss-threshold.balanced-accuracy"].Lower > 0.55, figures["privacy.loss-threshold.balanced-accuracy"].ToString());
    }

    [Fact]
    public void Run_RecordsThatWereNeverTrainedOn_IsAtChance()
    {
        var figures = Run(Digits.Weights, Digits.Test.Select([.. Enumerable.Range(0, 998)]), Digits.Test.Select([.. Enumerable.Range(998, 998)]));

        // 99.99 % around the truth: two and a half thousandths of the width are the interval's own.
        var auc = figures["privacy.loss-threshold.auc"];
        Assert.InRange(0.5, auc.Value - (2 * (auc.Value - auc.Lower)), auc.Value + (2 * (auc.Upper - auc.Value)));
    }

    [Fact]
    public void NotApplicable_WithoutTrainingData_SaysWhy() =>
        Assert.NotNull(_probe.NotApplicable(Contexts.Subject(Networks.DigitNetwork, [], null, Digits.Test)));

    private Dictionary<string, Measurement> Run(float[] weights, Learning.Data.DataSet training, Learning.Data.DataSet test) =>
        _probe.Run(Contexts.Context(Contexts.Subject(Networks.DigitNetwork, weights, training, test))).Measurements.ToDictionary(figure => figure.Id);
}
