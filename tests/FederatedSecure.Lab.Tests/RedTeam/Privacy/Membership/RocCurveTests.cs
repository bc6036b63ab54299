using CsCheck;
using FederatedSecure.Lab.RedTeam.Privacy.Membership;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Membership;

public class RocCurveTests
{
    // Whole numbers from a small range, so that there are many ties.
    private static readonly Gen<double[]> Scores = Gen.Int[0, 8].Select(value => (double)value).Array[1, 30];

    [Fact]
    public void Auc_AnyScores_IsThePartOfPairsThatIsRightWithTiesAsHalves() => Gen.Select(Scores, Scores).Sample((members, others) =>
    {
        var wins = members.Sum(member => others.Sum(other => member > other ? 1 : member == other ? 0.5 : 0));

        Assert.Equal(wins / (members.Length * others.Length), new RocCurve(new MembershipScores(members, others)).Auc, 1e-12);
    });

    [Fact]
    public void At_AnyRate_IsTheBestOfAllThresholds() => Gen.Select(Scores, Scores, Gen.Int[0, 20]).Sample((members, others, twentieths) =>
    {
        var rate = twentieths / 20.0;
        var best = Enumerable.Range(0, 11).Select(t => t - 0.5)
            .Where(t => (double)others.Count(other => other >= t) / others.Length <= rate)
            .Max(t => members.Count(member => member >= t));

        Assert.Equal(best, new RocCurve(new MembershipScores(members, others)).At(rate).TruePositives);
    });

    [Fact]
    public void MostAccurate_AnyScores_IsTheBestOfAllThresholds() => Gen.Select(Scores, Scores).Sample((members, others) =>
    {
        var step = new RocCurve(new MembershipScores(members, others)).MostAccurate();
        var best = Enumerable.Range(0, 11).Select(t => t - 0.5)
            .Max(t => ((double)members.Count(member => member >= t) / members.Length) - ((double)others.Count(other => other >= t) / others.Length));

        Assert.Equal(best, ((double)step.TruePositives / members.Length) - ((double)step.FalsePositives / others.Length), 1e-12);
    });

    [Fact]
    public void At_29Of100_CountsAsARateOf29Percent()
    {
        double[] others = [.. Enumerable.Range(0, 100).Select(i => (double)i)];

        Assert.Equal(29, new RocCurve(new MembershipScores(others, others)).At(0.29).TruePositives);
    }

    [Fact]
    public void Auc_InfiniteScores_AreOrdered() =>
        Assert.Equal(1, new RocCurve(new MembershipScores([double.PositiveInfinity, 0], [double.NegativeInfinity])).Auc);

    [Fact]
    public void Constructor_NotANumber_IsRefused() => Assert.Throws<ArgumentException>(() => new RocCurve(new MembershipScores([double.NaN], [0])));
}
