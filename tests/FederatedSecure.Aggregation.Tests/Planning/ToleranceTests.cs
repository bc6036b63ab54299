using FederatedSecure.Aggregation.Pipeline;
using FederatedSecure.Aggregation.Planning;
using FederatedSecure.Aggregation.Rules;

namespace FederatedSecure.Aggregation.Tests.Planning;

public class ToleranceTests
{
    private static readonly AggregationPipeline TrimmedMean = new(AggregationRules.Create("trimmed-mean", RuleParameters.None), []);

    [Theory]
    [InlineData(10, 3, 3, 3)]
    [InlineData(10, 7, 4, 7)]
    [InlineData(5, 9, 2, 5)]
    public void Of_SingleUpdates_CountsEveryAttackerOnce(int sites, int attackers, int f, int expected) =>
        Assert.Equal(new Tolerance(sites, f, expected), Tolerance.Of(TrimmedMean, sites, attackers, bucketSize: 1));

    [Theory]
    [InlineData(9, 9, 3)]
    [InlineData(9, 8, 2)]
    [InlineData(9, 6, 0)]
    [InlineData(9, 4, 0)]
    public void Among_SomeAreOut_StandsTheRestOnly(int inputs, int left, int f)
    {
        var tolerance = Tolerance.Of(TrimmedMean, inputs, attackers: 3, bucketSize: 1);

        Assert.Equal(f, tolerance.Among(TrimmedMean, inputs, left));
    }
}
