using FederatedSecure.Lab.RedTeam.Defences.Smoothing;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Statistics.Intervals;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Defences.Smoothing;

public class SmoothedClassifierTests
{
    /// <summary>Of a linear model with two classes, the smoothed model is the model itself, and the true radius the distance to its boundary.</summary>
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Certify_LinearModel_RadiusIsBelowTheDistanceToTheBoundaryAndNearIt(double distance)
    {
        // Logit difference 3a + 4b, whose gradient has the length 5.
        var (spec, weights) = Networks.Linear([[3, 4], [0, 0]], [0, 0]);
        using var target = new SpecTarget(spec, weights, CPU);
        using var smoothed = new SmoothedClassifier(target, sigma: 0.5, seed: 3);
        using var input = tensor([(float)(0.6 * distance), (float)(0.8 * distance)]);

        var (label, certificate) = smoothed.Certify(input, selection: 100, samples: 20_000, alpha: 0.001, TestContext.Current.CancellationToken);

        Assert.Equal(0, label);
        Assert.InRange(certificate.Radius, 0.8 * distance, distance);
    }

    [Fact]
    public void Certify_OnTheBoundary_Abstains()
    {
        var (spec, weights) = Networks.Linear([[3, 4], [0, 0]], [0, 0]);
        using var target = new SpecTarget(spec, weights, CPU);
        using var smoothed = new SmoothedClassifier(target, sigma: 0.5, seed: 1);
        using var input = zeros(2);

        Assert.True(smoothed.Certify(input, 100, 5_000, 0.001, TestContext.Current.CancellationToken).Certificate.Abstains);
        Assert.Null(smoothed.Predict(input, 1_000, 0.001, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Of_AllTop_IsTheClosedForm() =>
        Assert.Equal(Math.Pow(0.001, 1.0 / 1000), Certificate.Of(1000, 1000, 0.001, 1).LowerBound, 1e-12);

    [Fact]
    public void Of_CountIsTheBoundOfClopperAndPearson() =>
        Assert.Equal(ClopperPearson.LowerBound(90, 100, 0.01), Certificate.Of(90, 100, 0.01, 1).LowerBound);
}
