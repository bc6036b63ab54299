using FederatedSecure.Statistics.Fairness;

namespace FederatedSecure.Statistics.Tests.Fairness;

public class DifferentialFairnessTests
{
    /// <summary>The definition over all pairs and both outcomes.</summary>
    [Fact]
    public void Epsilon_ThreeGroups_IsTheLargestGapOfLogarithms()
    {
        (double Favourable, double Total)[] groups = [(3, 10), (40, 80), (9, 12)];
        var rates = groups.Select(group => (group.Favourable + 0.5) / (group.Total + 1)).ToArray();
        var expected = rates.SelectMany(p => rates, (p, q) => Math.Max(Math.Abs(Math.Log(p / q)), Math.Abs(Math.Log((1 - p) / (1 - q))))).Max();

        Assert.Equal(expected, DifferentialFairness.Epsilon(groups), 1e-12);
    }

    /// <summary>By hand: outcomes of 90 and 45 %; the refusals, 10 against 55 %, differ more.</summary>
    [Fact]
    public void Epsilon_NoSmoothing_IsTheLargerRawRatio() =>
        Assert.Equal(Math.Log(5.5), DifferentialFairness.Epsilon([(90, 100), (45, 100)], concentration: 0), 1e-12);

    [Fact]
    public void Epsilon_EdgeCases_AreUndefinedOrInfinite()
    {
        Assert.True(double.IsNaN(DifferentialFairness.Epsilon([(1, 2)])));
        Assert.Equal(double.PositiveInfinity, DifferentialFairness.Epsilon([(0, 5), (1, 5)], 0));
        Assert.Equal(0, DifferentialFairness.Epsilon([(1, 2), (10, 20)], 0));
    }

    [Fact]
    public void BiasAmplification_ClassifierCopiesTheTruth_IsZero() =>
        Assert.Equal(0, DifferentialFairness.BiasAmplification([new Confusion(3, 0, 7, 0), new Confusion(6, 0, 4, 0)]), 1e-12);
}
