using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Membership;

public class MembershipFiguresTests
{
    [Fact]
    public void Of_TooFewForARate_SaysSoInsteadOfANumber()
    {
        var figures = MembershipFigures.Of("privacy.x", "", Random(300, 500, 0), 1);

        Assert.NotNull(figures.Single(figure => figure.Id == "privacy.x.tpr-at-fpr-0.001").Problem);
        Assert.Null(figures.Single(figure => figure.Id == "privacy.x.tpr-at-fpr-0.01").Problem);
    }

    [Fact]
    public void Of_AnswersThatAreNoNumbers_AreNoFigures() =>
        Assert.All(MembershipFigures.Of("privacy.x", "", new MembershipScores([1, double.NaN], [1, 2]), 1), figure => Assert.NotNull(figure.Problem));

    [Fact]
    public void Of_ScoresWithoutMeaning_AreAtChance()
    {
        var figures = MembershipFigures.Of("privacy.x", "", Random(2000, 2000, 0), 1).ToDictionary(figure => figure.Id);

        Assert.InRange(0.5, figures["privacy.x.auc"].Lower, figures["privacy.x.auc"].Upper);
        Assert.InRange(0.5, figures["privacy.x.balanced-accuracy"].Lower, figures["privacy.x.balanced-accuracy"].Upper);
        Assert.InRange(0.01, figures["privacy.x.tpr-at-fpr-0.01"].Lower * 0.5, figures["privacy.x.tpr-at-fpr-0.01"].Upper);
    }

    [Fact]
    public void Of_ScoresFarApart_AreFoundOutByEveryFigure()
    {
        var figures = MembershipFigures.Of("privacy.x", "", Random(1500, 1500, 20), 1);

        Assert.All(figures, figure => Assert.True(figure.Value == 1 && figure.Lower > 0.98 && !figure.LargerIsBetter, figure.ToString()));
    }

    [Fact]
    public void Line_ManyScores_RisesFromTheFirstFalsePositiveToOne()
    {
        var line = MembershipFigures.Line("x", Random(3000, 3000, 1));

        Assert.InRange(line.Points.Length, 20, 201);
        Assert.Equal(1.0 / 3000, line.Points[0].X, 1e-12);
        Assert.Equal((1.0, 1.0), (line.Points[^1].X, line.Points[^1].Y));
        Assert.All(line.Points.Zip(line.Points.Skip(1)), pair => Assert.True(pair.First.X < pair.Second.X && pair.First.Y <= pair.Second.Y));
        Assert.All(line.Points, point => Assert.InRange(point.Y, point.Lower, point.Upper));
    }

    private static MembershipScores Random(int members, int others, double shift)
    {
        var random = new SeededRandomSource(11);
        return new MembershipScores(
            [.. Enumerable.Range(0, members).Select(_ => shift + random.NextGaussian())], [.. Enumerable.Range(0, others).Select(_ => random.NextGaussian())]);
    }
}
