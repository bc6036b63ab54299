using FederatedSecure.Lab.RedTeam.Privacy.Inversion;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Inversion;

public class ModelInversionTests
{
    /// <summary>The logit of class 0 grows with feature 0 and falls with feature 1, which cannot be less than nothing.</summary>
    [Fact]
    public void Run_LinearModel_MovesWhatSpeaksForTheClass()
    {
        var (spec, weights) = Networks.Linear([[8, -8, 0], [0, 0, 0]], [0, 0]);
        using var target = new SpecTarget(spec, weights, CPU);

        var (input, confidence) = new ModelInversion().Run(target, [0], null, TestContext.Current.CancellationToken)[0];

        Assert.True(confidence >= 0.99);
        Assert.Equal(1 / (1 + Math.Exp(-8 * input[0])), confidence, 1e-5);
        Assert.Equal([0, 0], input[1..]);
    }

    [Fact]
    public void Run_ClassThatNothingSpeaksFor_EndsAfterTheWindow()
    {
        var (spec, weights) = Networks.Linear([[0, 0], [0, 0]], [0, 0]);
        using var target = new SpecTarget(spec, weights, CPU);

        new ModelInversion { Window = 10 }.Run(target, [1], null, TestContext.Current.CancellationToken);

        Assert.Equal(11, target.Calls.Forward);
    }

    [Fact]
    public void Probe_SoftmaxRegression_IsRecognizedByAnotherNetwork()
    {
        // What Fredrikson et al. attacked: the class's weights are a picture of it.
        var spec = Networks.Spec("""{ "input": [1, 28, 28], "layers": [ { "type": "flatten" }, { "type": "linear", "out": 10 }, { "type": "softmax-head", "classes": 10 } ] }""");
        var weights = Networks.Trained(spec, Digits.Training.Select([.. Enumerable.Range(0, 1000)]), epochs: 5);
        var subject = new ProbeSubject(() => new SpecTarget(spec, weights, CPU), Digits.Test) { Spec = spec, Weights = weights };

        var result = new ModelInversionProbe().Run(Subjects.Context(subject));

        foreach (var measurement in result.Measurements)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{measurement.Id} [{measurement.Setting}] {measurement.Value:F2} ({measurement.Lower:F2}..{measurement.Upper:F2}) {measurement.Problem}");
        }

        Assert.All(result.Measurements, measurement => Assert.Null(measurement.Problem));
        // By chance, one of ten would be.
        Assert.True(result.Measurements[0].Value >= 0.4);
        Assert.Equal(20, result.Pictures.Length);
    }
}
