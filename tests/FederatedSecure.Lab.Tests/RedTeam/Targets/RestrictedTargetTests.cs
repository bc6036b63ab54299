using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Targets;

public class RestrictedTargetTests
{
    [Fact]
    public void Logits_LabelsOnly_AreOneForTheClassAndHangOnNoTape()
    {
        var (spec, weights) = Networks.Linear([[1, 2], [3, -4]], [0.5f, -0.5f]);
        using var inner = new SpecTarget(spec, weights, CPU);
        using var target = new LabelsOnlyTarget(inner);
        using var inputs = tensor(new float[] { 1, 1, 2, 0 }, [2, 2]).requires_grad_(true);

        using var logits = target.Logits(inputs);

        Assert.Equal([1f, 0f, 0f, 1f], logits.data<float>().ToArray());
        Assert.False(logits.requires_grad);
        Assert.Equal(new TargetCalls(2, 0), target.Calls);
    }

    [Fact]
    public void Logits_ScoresOnly_AreTheModelsAndHangOnNoTape()
    {
        var (spec, weights) = Networks.Linear([[1, 2], [3, -4]], [0.5f, -0.5f]);
        using var inner = new SpecTarget(spec, weights, CPU);
        using var target = new ScoresOnlyTarget(inner);
        using var inputs = tensor(new float[] { 1, 1, 2, 0 }, [2, 2]).requires_grad_(true);

        using var logits = target.Logits(inputs);

        Assert.Equal([3.5f, -1.5f, 2.5f, 5.5f], logits.data<float>().ToArray());
        Assert.False(logits.requires_grad);
        Assert.Equal(new TargetCalls(2, 0), target.Calls);
    }

    [Fact]
    public void Pull_RestrictedTargets_IsRefused()
    {
        var (spec, weights) = Networks.Linear([[1, 2], [3, -4]], [0, 0]);
        using var inner = new SpecTarget(spec, weights, CPU);
        using var labels = new LabelsOnlyTarget(inner);
        using var scores = new ScoresOnlyTarget(inner);

        Assert.Throws<InvalidOperationException>(() => new PointTarget(labels).Pull([1, 1], (_, _, _) => { }));
        Assert.Throws<InvalidOperationException>(() => new PointTarget(scores).Pull([1, 1], (_, _, _) => { }));
        Assert.Throws<InvalidOperationException>(() => labels.CountBackward(1));
        Assert.Throws<InvalidOperationException>(() => scores.CountBackward(1));
    }

    [Fact]
    public void Pull_LinearModel_GivesTheWeightsOfTheChosenLogits()
    {
        var (spec, weights) = Networks.Linear([[1, 2], [3, -4]], [0, 0]);
        using var inner = new SpecTarget(spec, weights, CPU);

        var (logits, gradient) = new PointTarget(inner).Pull(
            [1, 1, 2, 0],
            (_, _, coefficients) =>
            {
                coefficients[0] = 1;
                coefficients[2] = -1;
                coefficients[3] = 2;
            });

        Assert.Equal([3f, -1f, 2f, 6f], logits);
        Assert.Equal([1f, 2f, 5f, -10f], gradient);
        Assert.Equal(new TargetCalls(2, 2), inner.Calls);
    }
}
