using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Inversion;

public class BucketInversionProbeTests
{
    [Fact]
    public void Run_Digits_ReportsSizeNoiseBaselineAndAGoodControl()
    {
        var result = new BucketInversionProbe().Run(Subjects.Context(Subjects.Digits));

        foreach (var measurement in result.Measurements)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{measurement.Id} [{measurement.Setting}] {measurement.Value:F1} ({measurement.Lower:F1}..{measurement.Upper:F1}) {measurement.Problem}");
        }

        Assert.All(result.Measurements, measurement => Assert.Null(measurement.Problem));
        Assert.True(result.Measurements.Single(m => m.Id == "privacy.bucket-inversion.control").Value > 30);
        Assert.Equal(13, result.Measurements.Count(m => m.Id == "privacy.bucket-inversion.psnr"));
        Assert.True(Gain(result.Measurements, "sum over 2 sites, no noise") > 10);
        Assert.All(result.Measurements.Where(m => m.Id == "privacy.bucket-inversion.gain" && m.Setting.EndsWith("noise 1", StringComparison.Ordinal)), m => Assert.True(m.Upper <= 3));
        // What the coordinator really sees of a demo: local training, no noise.
        Assert.True(Gain(result.Measurements, "sum over 3 sites, no noise, 64 records each, 2 passes") <= 3);
        Assert.Equal(4, result.Curves.Single().Lines.Length);
        Assert.Contains(result.Notes, note => note.Contains("worst case", StringComparison.Ordinal));
        Assert.Equal("original", result.Pictures[0].Caption);
    }

    [Fact]
    public void NotApplicable_TabularRecords_SaysWhy() =>
        Assert.NotNull(new BucketInversionProbe().NotApplicable(Subjects.Digits with { Test = Subjects.Digits.Test with { FeatureShape = [784] } }));

    private static double Gain(IEnumerable<Measurement> measurements, string setting) =>
        measurements.Single(measurement => measurement.Id == "privacy.bucket-inversion.gain" && measurement.Setting == setting).Value;
}
