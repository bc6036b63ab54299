using FederatedSecure.Lab.RedTeam.Privacy.Membership;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Membership;

public class ScaledConfidenceTests
{
    [Fact]
    public void Of_ThreeClasses_IsTheLogarithmOfTheOdds()
    {
        double[] logits = [2, -1, 0.5];
        var sum = logits.Sum(Math.Exp);

        for (var label = 0; label < 3; label++)
        {
            var p = Math.Exp(logits[label]) / sum;
            Assert.Equal(Math.Log(p / (1 - p)), ScaledConfidence.Of(logits, label), 1e-12);
            Assert.Equal(p, ScaledConfidence.Probability(ScaledConfidence.Of(logits, label)), 1e-12);
            Assert.Equal(-Math.Log(p), ScaledConfidence.Loss(ScaledConfidence.Of(logits, label)), 1e-12);
        }
    }

    [Fact]
    public void Of_TwoClassesFarApart_IsTheirDifference() => Assert.Equal(2000, ScaledConfidence.Of([1000, -1000], 0));

    [Fact]
    public void Loss_OfACertainModel_KeepsItsDigits() => Assert.Equal(Math.Exp(-50), ScaledConfidence.Loss(50), Math.Exp(-50) * 1e-12);
}
