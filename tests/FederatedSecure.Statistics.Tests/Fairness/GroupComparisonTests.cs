using FederatedSecure.Statistics.Fairness;

namespace FederatedSecure.Statistics.Tests.Fairness;

public class GroupComparisonTests
{
    // Rates by hand. Unprivileged: 3 of 8 selected, TPR 2/4, FPR 1/4, PPV 2/3, FOR 2/5. Privileged: 6 of 10, TPR 5/6, FPR 1/4, PPV 5/6, FOR 1/4.
    private static readonly GroupComparison Example = new(new Confusion(2, 1, 3, 2), new Confusion(5, 1, 3, 1));

    [Fact]
    public void Figures_SmallTable_AreTheDefinitions()
    {
        Assert.Equal(3.0 / 8 / 0.6, Example.DisparateImpact, 1e-12);
        Assert.Equal((3.0 / 8) - 0.6, Example.StatisticalParityDifference, 1e-12);
        Assert.Equal(-1.0 / 3, Example.EqualOpportunityDifference, 1e-12);
        Assert.Equal(-1.0 / 6, Example.AverageOddsDifference, 1e-12);
        Assert.Equal(1.0 / 6, Example.AverageAbsoluteOddsDifference, 1e-12);
        Assert.Equal(1.0 / 3, Example.EqualizedOddsDifference, 1e-12);
        Assert.Equal(-1.0 / 6, Example.PredictiveValueDifference, 1e-12);
        Assert.Equal(0.5 * ((-1.0 / 6) + 0.15), Example.AveragePredictiveValueDifference, 1e-12);
        Assert.Equal(1.0 / 6, Example.FalseDiscoveryRateDifference, 1e-12);
        Assert.Equal(0.375 / 0.2, Example.ErrorRateRatio, 1e-12);
        Assert.Equal(0.5 / (1.0 / 6), Example.FalseNegativeRateRatio, 1e-12);
        Assert.Equal(0.4 / 0.25, Example.FalseOmissionRateRatio, 1e-12);
    }

    [Fact]
    public void AverageOdds_ErrorsInOppositeDirections_CancelOnlyWithoutAbsoluteValues()
    {
        var comparison = new GroupComparison(new Confusion(9, 1, 9, 1), new Confusion(8, 2, 8, 2));

        Assert.Equal(0, comparison.AverageOddsDifference, 1e-12);
        Assert.Equal(0.1, comparison.AverageAbsoluteOddsDifference, 1e-12);
    }

    [Fact]
    public void Figures_OverNobody_AreNotFinite()
    {
        var noPositives = new GroupComparison(new Confusion(0, 1, 3, 0), new Confusion(1, 0, 3, 1));
        var nobodySelected = new GroupComparison(new Confusion(1, 0, 1, 0), new Confusion(0, 0, 2, 2));

        Assert.True(double.IsNaN(noPositives.EqualOpportunityDifference));
        Assert.True(double.IsNaN(noPositives.EqualizedOddsDifference));
        Assert.Equal(double.PositiveInfinity, nobodySelected.DisparateImpact);
    }

    [Fact]
    public void With_Weights_CountAsSoManyPeople()
    {
        var weighted = default(Confusion).With(true, true, 2.5).With(false, true).With(false, false, 0.5).With(true, false);

        Assert.Equal(new Confusion(2.5, 1, 0.5, 1), weighted);
        Assert.Equal(3.5 / 5, weighted.SelectionRate, 1e-12);
    }
}
