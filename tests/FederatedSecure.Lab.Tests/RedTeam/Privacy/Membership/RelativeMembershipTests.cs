using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Membership;

public class RelativeMembershipTests
{
    [Fact]
    public void Scores_FewRecords_AreThePartsThatAreDominated()
    {
        // LR: 2, 0.5, 1, 4. Population: places 1 and 2.
        var scores = RelativeMembership.Scores([0.8, 0.2, 0.5, 0.8], [0.4, 0.4, 0.5, 0.2], [1, 2]);

        Assert.Equal([1, 0, 0.5, 1], scores);
    }

    [Fact]
    public void Scores_Gamma2_AsksForTwiceTheRatio() =>
        Assert.Equal([0.5, 0, 0, 1], RelativeMembership.Scores([0.8, 0.2, 0.5, 0.8], [0.4, 0.4, 0.5, 0.2], [1, 2], gamma: 2));

    [Fact]
    public void Online_TwoModels_IsTheMeanOfBothSides()
    {
        // φ = 0 is p = 1/2; φ = ln 3 is p = 3/4.
        var shadows = Shadows([[true], [false]], [0], [Math.Log(3)]);

        Assert.Equal(0.625, RelativeMembership.Online(shadows)[0], 1e-6);
    }

    [Theory]
    [InlineData(0, 0.875)] // ½·(0.75 + 1)
    [InlineData(0.5, 0.8125)] // ½·(1.5·0.75 + 0.5)
    [InlineData(1, 0.75)]
    public void Offline_OneModelWithoutTheRecord_IsCorrected(double correction, double expected) =>
        Assert.Equal(expected, RelativeMembership.Offline(Shadows([[true], [false]], [0], [Math.Log(3)]), correction)[0], 1e-6);

    [Fact]
    public void Scores_KnownLikelihoods_OrderAsTheTrueRatioDoes()
    {
        // φ of a member lies 1.5 above that of a non-member; every record has a level of its own, which the loss alone confuses.
        var random = new SeededRandomSource(9);
        const int records = 1000, models = 32;
        double[] level = [.. Enumerable.Range(0, records).Select(_ => 2 * random.NextGaussian())];
        var isIn = ShadowModels.Draw(models, records, random);
        var shadows = Shadows(isIn, [.. isIn.Select(model => Enumerable.Range(0, records).Select(i => Draw(level[i], model[i])).ToArray())]);
        bool[] isMember = [.. Enumerable.Range(0, records).Select(i => i % 2 == 0)];
        double[] observed = [.. Enumerable.Range(0, records).Select(i => Draw(level[i], isMember[i]))];
        int[] population = [.. Enumerable.Range(0, records).Where(i => !isMember[i])];

        var target = RelativeMembership.Probabilities(observed);
        var online = Auc(RelativeMembership.Scores(target, RelativeMembership.Online(shadows), population));
        var offline = Auc(RelativeMembership.Scores(target, RelativeMembership.Offline(shadows, RelativeMembership.Tune(shadows, population)), population));
        var loss = Auc(observed);
        var best = Auc([.. observed.Select((value, i) => value - level[i])]);

        Assert.True(online > loss + 0.05 && offline > loss + 0.05, $"{online} {offline} {loss}");
        Assert.True(online < best + 0.02 && offline < best + 0.02, $"{online} {offline} {best}");

        double Draw(double mean, bool trainedOnIt) => mean + (trainedOnIt ? 1.5 : 0) + (0.7 * random.NextGaussian());

        double Auc(double[] scores) => new RocCurve(MembershipScores.Of(scores, isMember)).Auc;
    }

    /// <summary>Two classes, label 0: φ is the difference of the logits.</summary>
    private static ShadowModels Shadows(bool[][] isIn, params double[][] confidences) =>
        new(isIn, [.. confidences.Select(model => model.SelectMany(phi => new[] { (float)phi, 0 }).ToArray())], new int[isIn[0].Length]);
}
