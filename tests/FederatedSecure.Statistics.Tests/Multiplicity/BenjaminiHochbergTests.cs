using FederatedSecure.Statistics.Multiplicity;

namespace FederatedSecure.Statistics.Tests.Multiplicity;

public class BenjaminiHochbergTests
{
    /// <summary>The example of the paper, section 3.2: at 0.05 the four smallest of fifteen are rejected.</summary>
    [Fact]
    public void Adjust_ExampleOfThePaper_FourAreRejected()
    {
        double[] pValues =
        [
            0.5719, 0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.6528, 0.7590, 1.000,
        ];

        var adjusted = BenjaminiHochberg.Adjust(pValues);

        Assert.Equal(4, adjusted.Count(p => p <= 0.05));
        Assert.Equal(0.0001 * 15, adjusted[1], 1e-12);
        Assert.Equal(0.0095 * 15 / 4, adjusted[4], 1e-12);
        Assert.Equal(1, adjusted[^1]);
    }

    [Fact]
    public void Adjust_SmallerOneLater_TakesTheSmallerValue() =>
        Assert.All(BenjaminiHochberg.Adjust([0.01, 0.02, 0.03]), p => Assert.Equal(0.03, p, 1e-12));
}
