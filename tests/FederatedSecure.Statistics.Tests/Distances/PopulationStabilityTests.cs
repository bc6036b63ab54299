using FederatedSecure.Statistics.Distances;

namespace FederatedSecure.Statistics.Tests.Distances;

public class PopulationStabilityTests
{
    /// <summary>By hand: (0.5 − 0.25)·ln 2 + (0.5 − 0.75)·ln(2/3).</summary>
    [Fact]
    public void OfSamples_TwoBins_IsTheSum() => Assert.Equal(
        (0.25 * Math.Log(2)) - (0.25 * Math.Log(2.0 / 3)),
        PopulationStability.OfSamples([0, 0.5, 1, 2], [0, 1, 1.5, 2], [0, 1, 2]),
        1e-12);

    [Fact]
    public void OfSamples_ValuesBeyondTheEdges_CountInTheOutermostBins() => Assert.Equal(
        PopulationStability.OfSamples([0.1, 0.2, 1.5], [0.3, 1.1, 1.2], [0, 1, 2]),
        PopulationStability.OfSamples([-7, 0.2, 1.5], [0.3, 1.1, 99], [0, 1, 2]),
        1e-15);

    [Fact]
    public void OfCounts_EmptyBin_IsRaisedToTheFloorAndInfiniteWithoutOne()
    {
        var expected = ((0.5 - 0.01) * Math.Log(50)) + ((0.5 - 1) * Math.Log(0.5));

        Assert.Equal(expected, PopulationStability.OfCounts([5, 5], [0, 10], floor: 0.01), 1e-12);
        Assert.Equal(double.PositiveInfinity, PopulationStability.OfCounts([5, 5], [0, 10], floor: 0));
        Assert.Equal(0, PopulationStability.OfCounts([5, 0], [3, 0], floor: 0));
    }

    [Fact]
    public void EqualParts_SkewedReference_EveryBinHasAPartAndNoEdgeIsDoubled()
    {
        double[] sorted = [0, 0, 0, 0, 0, 0, 1, 2, 3, 4];

        var edges = Histogram.EqualParts(sorted, bins: 5);
        var counts = Histogram.Count(sorted, edges);

        Assert.Equal(edges.Distinct(), edges);
        Assert.All(counts, count => Assert.True(count > 0));
        Assert.Equal(10, counts.Sum());
    }
}
