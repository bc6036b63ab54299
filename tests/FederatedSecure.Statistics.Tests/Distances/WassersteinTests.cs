using CsCheck;
using FederatedSecure.Statistics.Distances;

namespace FederatedSecure.Statistics.Tests.Distances;

public class WassersteinTests
{
    /// <summary>The examples in the documentation of scipy.stats.wasserstein_distance.</summary>
    [Theory]
    [InlineData(new[] { 0.0, 1, 3 }, new[] { 5.0, 6, 8 }, new double[0], new double[0], 5.0)]
    [InlineData(new[] { 0.0, 1 }, new[] { 0.0, 1 }, new[] { 3.0, 1 }, new[] { 2.0, 2 }, 0.25)]
    [InlineData(new[] { 3.4, 3.9, 7.5, 7.8 }, new[] { 4.5, 1.4 }, new[] { 1.4, 0.9, 3.1, 7.2 }, new[] { 3.2, 3.5 }, 4.0781331438047861)]
    public void Distance_PublishedExamples_AreMet(double[] u, double[] v, double[] uWeights, double[] vWeights, double expected) =>
        Assert.Equal(expected, Wasserstein.Distance(u, v, uWeights, vWeights), 1e-12);

    /// <summary>Samples of one size: the best matching pairs them in order.</summary>
    [Fact]
    public void Distance_EqualSizes_IsTheMeanGapOfSortedPairs()
    {
        var values = Gen.Double[-100, 100].Array[7];
        Gen.Select(values, values).Sample((u, v) =>
        {
            var expected = u.Order().Zip(v.Order(), (x, y) => Math.Abs(x - y)).Average();

            Assert.Equal(expected, Wasserstein.Distance(u, v), 1e-9);
            Assert.Equal(expected, Wasserstein.Distance(v, u), 1e-9);
        });
    }

    /// <summary>A reversed histogram has the same heights: whoever compares these gets 0.</summary>
    [Fact]
    public void OfHistograms_ReversedClasses_IsFarAway()
    {
        // Masses 0.4, 0.3, 0.2, 0.1 and their mirror image: |F − G| is 0.3, 0.4, 0.3 over steps of 2.
        Assert.Equal(2.0, Wasserstein.OfHistograms([40, 30, 20, 10], [1, 2, 3, 4], [0, 2, 4, 6, 8]), 1e-12);
    }

    [Fact]
    public void OfHistograms_AllMassMovesThreeBins_ThreeWidths() =>
        Assert.Equal(3.0, Wasserstein.OfHistograms([5, 0, 0, 0], [0, 0, 0, 9], [0, 1, 2, 3, 4]), 1e-12);

    [Fact]
    public void Distance_ImpossibleInput_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Wasserstein.Distance([], [1]));
        Assert.Throws<ArgumentException>(() => Wasserstein.Distance([1], [double.NaN]));
        Assert.Throws<ArgumentException>(() => Wasserstein.Distance([1, 2], [1], [0, 0]));
        Assert.Throws<ArgumentException>(() => Wasserstein.Distance([1, 2], [1], [1, -1]));
        Assert.Throws<ArgumentException>(() => Wasserstein.OfHistograms([1, 2], [1, 2], [0, 1]));
    }
}
