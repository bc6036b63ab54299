using CsCheck;
using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Adversary.Tests.Support;

namespace FederatedSecure.Adversary.Tests.Poisoning;

public sealed class ALittleIsEnoughTests
{
    [Fact]
    public void Poison_ExampleOfTheDocumentation_LiesZDeviationsAboveTheMean() =>
        Assert.Equal([8.5, 9.5, 10.5], Updates.Single(new ALittleIsEnough(1.5), Updates.Three));

    [Fact]
    public void Poison_OtherConventions_SubtractAndDivideByAll()
    {
        // ddof 0: σ² = (9 + 0 + 9)/3.
        var shift = 1.5 * Math.Sqrt(6);
        Updates.Close([4 - shift, 5 - shift, 6 - shift], Updates.Single(new ALittleIsEnough(1.5, sign: -1, ddof: 0), Updates.Three), 1e-12);
    }

    [Theory]
    [InlineData(50, 12, 0.33603814037182308)] // s = 14: Φ⁻¹(24/38)
    [InlineData(25, 5, 0.25334710313579979)] // s = 8: Φ⁻¹(0.6), the setting of the bucketing paper
    [InlineData(3, 1, 0)] // s = 1: Φ⁻¹(1/2)
    public void LargestZ_KnownSettings_IsTheQuantile(int sites, int attackers, double z) =>
        Assert.Equal(z, ALittleIsEnough.LargestZ(sites, attackers), 1e-15);

    [Fact]
    public void Poison_WithoutZ_TakesTheLargestFromSitesAndAttackers()
    {
        var context = new PoisonContext(Updates.Three) { Sites = 50, Attackers = 12 };

        var shift = 3 * 0.33603814037182308;
        Updates.Close([4 + shift, 5 + shift, 6 + shift], Updates.Single(new ALittleIsEnough(), context), 1e-12);
    }

    [Theory]
    [InlineData(4, 3, "majority")]
    [InlineData(4, 4, "0 to 3")]
    [InlineData(2, 0, "−∞")]
    public void LargestZ_SettingsWithoutOne_SaysWhy(int sites, int attackers, string why) =>
        Assert.Contains(why, Assert.Throws<ArgumentException>(() => ALittleIsEnough.LargestZ(sites, attackers)).Message, StringComparison.Ordinal);

    [Fact]
    public void Poison_OneKnownUpdate_SaysThatTheSpreadIsUnknown() =>
        Assert.Contains("spread", Assert.Throws<ArgumentException>(() => new ALittleIsEnough(1).Poison(PoisonContext.OfSite([1]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Poison_AnyUpdates_LiesWithinTheirRangeForZOfTwoSites() =>
        Gen.Select(Updates.Honest(), Gen.Double[0, 1]).Sample((honest, z) =>
        {
            // σ with ddof 0 is at most half the range, and the mean no nearer to an end than (H − 1)⁻¹ of what Samuelson's inequality allows: |h − μ| ≤ σ·√(H − 1).
            var vector = Updates.Single(new ALittleIsEnough(z / Math.Sqrt(honest.Length - 1), ddof: 0), honest);
            return vector.Index().All(item => item.Item <= honest.Max(h => h[item.Index]) + 1e-9);
        });
}
