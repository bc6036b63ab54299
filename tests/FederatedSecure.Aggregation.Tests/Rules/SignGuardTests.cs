using CsCheck;
using FederatedSecure.Aggregation.Rules;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Rules;

public sealed class SignGuardTests
{
    [Fact]
    public void SignGuard_ExampleOfTheDocumentation_DropsOtherSignsAndClips()
    {
        var median = (Math.Sqrt(2) + Math.Sqrt(5)) / 2;
        var expected = (1 + (3 * median / Math.Sqrt(5))) / 3;

        PlainSpectra.Close([expected, expected], Aggregate.Rows(Aggregate.Rule("signguard"), 0, [1, 1], [1, 2], [2, 1], [-1, -1]), 1e-14);
    }

    [Fact]
    public void SignGuard_NormsFarFromTheMedian_AreDropped() =>
        Assert.Equal(2, Aggregate.Line(Aggregate.Rule("signguard"), 0, 2, 2, 2, 6.1, 0.19), 1e-14);

    [Fact]
    public void SignGuard_BothFiltersLeaveNobody_GoesByNorms()
    {
        // Of three with other signs one has the median norm; the two alike are too long and too short.
        Assert.Equal(-1, Aggregate.Line(Aggregate.Rule("signguard"), 0, 100, 0.01, -1));
    }

    [Fact]
    public void SignGuard_AnyInputs_IsNoLongerThanTheMedianNorm() => Rows.Any(1, 12, 6).Sample((inputs, _) =>
    {
        double[] norms = [.. inputs.Select(PlainSpectra.Norm).Order()];
        var median = (norms[(norms.Length - 1) / 2] + norms[norms.Length / 2]) / 2;
        return PlainSpectra.Norm(Aggregate.Rows(Aggregate.Rule("signguard"), 0, inputs)) <= median * (1 + 1e-12);
    });

    [Fact]
    public void MeanShift_TwoHeaps_FindsTheLargerOne()
    {
        double[][] points = [[0, 0], [5, 5], [0.1, 0], [5, 5.1], [0, 0.1], [5.1, 5], [5, 4.9]];

        Assert.Equal([1, 3, 5, 6], MeanShift.LargestCluster(points, 1));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], MeanShift.LargestCluster(points, 100));
    }

    [Fact]
    public void MeanShift_EqualHeaps_TakesTheOneWithLargerCoordinates() => Assert.Equal([1, 3], MeanShift.LargestCluster([[0], [9], [0], [9]], 1));
}
