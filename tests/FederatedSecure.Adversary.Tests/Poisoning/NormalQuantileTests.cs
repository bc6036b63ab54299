using CsCheck;
using FederatedSecure.Adversary.Poisoning;

namespace FederatedSecure.Adversary.Tests.Poisoning;

public sealed class NormalQuantileTests
{
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.9, 1.2815515655446004)]
    [InlineData(0.93, 1.4757910281791711)]
    [InlineData(0.975, 1.9599639845400542)]
    [InlineData(0.999, 3.0902323061678135)]
    [InlineData(1e-10, -6.3613409024040562)]
    [InlineData(1e-300, -37.047096299361199)]
    public void Of_KnownProbabilities_IsTheirQuantile(double p, double z) => Assert.Equal(z, NormalQuantile.Of(p), Math.Abs(z) * 2e-15);

    [Fact]
    public void Of_AnyProbability_InvertsTheDistribution() => Gen.Double[1e-4, 1 - 1e-4].Sample(p => Math.Abs(Probability(NormalQuantile.Of(p)) - p) < 1e-14);

    /// <summary>Φ(z) = ½ + φ(z)·(z + z³/3 + z⁵/(3·5) + …), a series of terms of one sign.</summary>
    private static double Probability(double z)
    {
        var (sum, term) = (0.0, z);
        for (var k = 3; Math.Abs(term) > 1e-20; k += 2)
        {
            sum += term;
            term *= z * z / k;
        }

        return 0.5 + (sum * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI));
    }
}
