using FederatedSecure.Statistics.Fairness;

namespace FederatedSecure.Statistics.Tests.Fairness;

public class ReweighingTests
{
    /// <summary>The running example of Kamiran &amp; Calders, ten applicants by sex: weights 0.75, 1.5, 2 and 0.67.</summary>
    [Fact]
    public void Weights_ExampleOfThePaper_AreMet()
    {
        string[] sex = ["m", "m", "m", "m", "m", "f", "f", "f", "f", "f"];
        string[] label = ["+", "+", "+", "+", "-", "-", "+", "-", "-", "+"];

        var weights = Reweighing.Weights<string, string>(sex, label);

        Assert.Equal(0.75, weights[0], 1e-12);
        Assert.Equal(2, weights[4], 1e-12);
        Assert.Equal(2.0 / 3, weights[5], 1e-12);
        Assert.Equal(1.5, weights[6], 1e-12);
    }

    /// <summary>What the weights are for: under them every group has the base rate of all, and nobody's weight is lost.</summary>
    [Fact]
    public void Weights_WeightedRecordsOfThreeGroups_AreBalanced()
    {
        int[] groups = [0, 0, 0, 1, 1, 2, 2, 2, 2];
        int[] labels = [1, 0, 0, 1, 0, 1, 1, 1, 0];
        double[] given = [1, 2, 1, 3, 1, 0.5, 1, 1, 2];

        var weights = Reweighing.Weights<int, int>(groups, labels, given);

        Assert.Equal(given.Sum(), weights.Sum(), 1e-12);
        var rate = given.Zip(labels, (weight, label) => weight * label).Sum() / given.Sum();
        for (var group = 0; group < 3; group++)
        {
            var members = Enumerable.Range(0, 9).Where(i => groups[i] == group).ToList();
            Assert.Equal(rate, members.Sum(i => weights[i] * labels[i]) / members.Sum(i => weights[i]), 1e-12);
        }
    }
}
