using FederatedSecure.Lab.RedTeam.Privacy.Audits;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Audits;

public class ThresholdAuditTests
{
    [Fact]
    public void LowerBound_TrainingsToldApartWithoutError_IsTheClosedForm()
    {
        // 50 of 50 and 0 of 50 on the second half.
        var least = Math.Pow(0.025, 1.0 / 50);
        double[] with = [.. Enumerable.Repeat(1.0, 100)], without = [.. Enumerable.Repeat(0.0, 100)];

        Assert.Equal(Math.Log(least / (1 - least)), ThresholdAudit.LowerBound(with, without, 0, 0.05), 1e-9);
        Assert.Equal(Math.Log((least - 0.01) / (1 - least)), ThresholdAudit.LowerBound(with, without, 0.01, 0.05), 1e-9);
    }

    [Fact]
    public void LowerBound_ScoresWithoutMeaning_IsNothing() => Assert.Equal(0, ThresholdAudit.LowerBound(
        [.. Enumerable.Range(0, 100).Select(i => i % 7.0)], [.. Enumerable.Range(0, 100).Select(i => i % 7.0)], 0, 0.05));

    [Fact]
    public void LowerBound_LaplaceNoise_IsAlmostNeverAboveItsEpsilon()
    {
        // Sensitivity 1 and scale 1/ε: exactly ε-private.
        const double epsilon = 1;
        var random = new SeededRandomSource(13);
        const int audits = 60;
        var (above, sum) = (0, 0.0);
        for (var audit = 0; audit < audits; audit++)
        {
            double[] with = [.. Enumerable.Range(0, 400).Select(_ => 1 + Laplace())];
            double[] without = [.. Enumerable.Range(0, 400).Select(_ => Laplace())];
            var bound = ThresholdAudit.LowerBound(with, without, 0, 0.1);
            above += bound > epsilon ? 1 : 0;
            sum += bound;
        }

        Assert.InRange(above, 0, (0.1 * audits) + (3 * Math.Sqrt(audits * 0.1 * 0.9)));
        Assert.True(sum / audits > 0.4, $"{sum / audits}");

        double Laplace()
        {
            var u = random.NextDouble() - 0.5;
            return -Math.Sign(u) * Math.Log(1 - (2 * Math.Abs(u))) / epsilon;
        }
    }

    [Fact]
    public void LowerBound_CanaryThatLowersTheScore_IsSeenAsWell() =>
        Assert.True(ThresholdAudit.LowerBound([.. Enumerable.Repeat(0.0, 60)], [.. Enumerable.Repeat(0.0, 10), .. Enumerable.Repeat(1.0, 50)], 0, 0.05) >= 0);
}
