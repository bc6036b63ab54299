using FederatedSecure.Statistics.Fairness;

namespace FederatedSecure.Statistics.Tests.Fairness;

/// <summary>The tables are those of AI Fairness 360's tests/test_classification_metric.py, the expected values too.</summary>
public class BenefitInequalityTests
{
    private static readonly int[] Group = [0, 0, 1, 1, 1, 1, 2, 2, 2, 2];
    private static readonly bool[] Truth = Bits("1001001011");
    private static readonly bool[] First = Bits("1000111010");
    private static readonly bool[] Second = Bits("0110000111");

    [Fact]
    public void GeneralizedEntropy_PublishedTables_AreMet()
    {
        Assert.Equal(0.2, BenefitInequality.GeneralizedEntropy(BenefitInequality.Benefits(Truth, First)), 1e-12);
        Assert.Equal(0.3, BenefitInequality.GeneralizedEntropy(BenefitInequality.Benefits(Truth, Second)), 1e-12);
    }

    [Fact]
    public void Theil_PublishedTable_IsMet() =>
        Assert.Equal(4 * Math.Log(2) / 10, BenefitInequality.Theil(BenefitInequality.Benefits(Truth, First)), 1e-12);

    [Fact]
    public void BetweenGroups_PublishedTables_AreMet()
    {
        double[] means = [1, 1, 1.25, 1.25, 1.25, 1.25, 0.75, 0.75, 0.75, 0.75];

        Assert.Equal(
            means.Sum(b => (b * b) - 1) / 20, BenefitInequality.BetweenGroups<int>(BenefitInequality.Benefits(Truth, First), Group), 1e-12);

        double[] second = [0.5, 0.5, 1.25, 1.25, 1.25, 1.25];
        Assert.Equal(
            second.Sum(b => (b * b) - 1) / 12,
            BenefitInequality.BetweenGroups<int>(BenefitInequality.Benefits(Bits("100100"), Bits("000011")), [0, 0, 1, 1, 1, 1]),
            1e-12);
    }

    /// <summary>Its name's definition: standard deviation over mean.</summary>
    [Fact]
    public void CoefficientOfVariation_Benefits_IsDeviationOverMean()
    {
        double[] benefits = [0, 1, 1, 2, 2];
        var deviation = Math.Sqrt(benefits.Average(b => (b - 1.2) * (b - 1.2)));

        Assert.Equal(deviation / 1.2, BenefitInequality.CoefficientOfVariation(benefits), 1e-12);
    }

    [Fact]
    public void GeneralizedEntropy_SpecialCases_AreTheLimits()
    {
        double[] benefits = [0.5, 1, 1, 2];

        Assert.Equal(BenefitInequality.GeneralizedEntropy(benefits, 1 + 1e-6), BenefitInequality.GeneralizedEntropy(benefits, 1), 1e-5);
        Assert.Equal(BenefitInequality.GeneralizedEntropy(benefits, 1e-6), BenefitInequality.GeneralizedEntropy(benefits, 0), 1e-5);
        Assert.True(double.IsNaN(BenefitInequality.GeneralizedEntropy([0, 0])));
        Assert.Equal(double.PositiveInfinity, BenefitInequality.GeneralizedEntropy([0, 1], 0));
    }

    private static bool[] Bits(string bits) => [.. bits.Select(bit => bit == '1')];
}
