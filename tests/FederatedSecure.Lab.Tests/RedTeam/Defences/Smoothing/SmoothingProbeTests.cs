using FederatedSecure.Lab.RedTeam.Defences.Smoothing;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Defences.Smoothing;

public class SmoothingProbeTests
{
    [Fact]
    public void Run_Digits_CertifiedAccuracyFallsAndNothingIsBrokenWithinItsRadius()
    {
        var result = Probing.Run(new SmoothingProbe(), Probing.Subject(Networks.DigitNetwork, Digits.Weights, Digits.Test));

        var accuracies = result.Measurements.Where(measurement => measurement.Id == "defence.smoothing.certified-accuracy").Select(measurement => measurement.Value).ToList();
        Assert.Equal(accuracies.OrderDescending(), accuracies);
        Assert.True(accuracies[1] > 0.5);

        // 200 looks cannot prove more than σ·Φ⁻¹(0.001^(1/200)) = 0.25 · 1.826.
        Assert.Equal(0, accuracies[3]);
        Assert.Equal(0, result.One("defence.smoothing.broken-within-radius").Value);
        Assert.Single(result.Curves);
    }
}
