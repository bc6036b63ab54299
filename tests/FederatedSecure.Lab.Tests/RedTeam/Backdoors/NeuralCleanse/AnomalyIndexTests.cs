using FederatedSecure.Lab.RedTeam.Backdoors.NeuralCleanse;

namespace FederatedSecure.Lab.Tests.RedTeam.Backdoors.NeuralCleanse;

public class AnomalyIndexTests
{
    [Fact]
    public void Of_FiveNorms_AreDeviationsOverScaledMad()
    {
        // Median 10; deviations 0, 1, 1, 0, 8 with the median 1.
        double[] norms = [10, 9, 11, 10, 2];

        Assert.Equal([0, 1 / 1.4826, 1 / 1.4826, 0, 8 / 1.4826], AnomalyIndex.Of(norms), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([4], AnomalyIndex.Flagged(norms));
    }

    [Fact]
    public void Of_EvenNumber_TakesTheMiddleOfTheMiddleTwo()
    {
        // Median 2.5; deviations 1.5, 0.5, 0.5, 7.5 with the median 1.
        Assert.Equal([1.5 / 1.4826, 0.5 / 1.4826, 0.5 / 1.4826, 7.5 / 1.4826], AnomalyIndex.Of([1, 2, 3, 10]), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Flagged_LargeOutlier_IsNoBackdoor() => Assert.Empty(AnomalyIndex.Flagged([10, 9, 11, 10, 50]));

    [Fact]
    public void Flagged_SeveralSmall_SmallestFirst() => Assert.Equal([1, 0], AnomalyIndex.Flagged([3, 2, 10, 11, 10, 9, 10, 11, 9]));

    [Fact]
    public void Of_AllButOneTheSame_ThatOneIsInfinitelyFar() => Assert.Equal([0, 0, double.PositiveInfinity], AnomalyIndex.Of([5, 5, 1]));
}
