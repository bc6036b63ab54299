namespace FederatedSecure.Privacy.Tests.Accounting;

public sealed class PrivacyHistoryTests
{
    [Fact]
    public void Add_EqualSteps_AreCountedTogether()
    {
        var history = PrivacyHistory.Empty.Add(new SampledGaussian(0.1, 1, 5)).Add(new SampledGaussian(0.1, 2, 5)).Add(new SampledGaussian(0.1, 1, 7));

        Assert.Equal([new SampledGaussian(0.1, 1, 12), new SampledGaussian(0.1, 2, 5)], history.Events);
    }

    [Fact]
    public void Add_NoSteps_IsTheSameHistory() =>
        Assert.Same(PrivacyHistory.Empty, PrivacyHistory.Empty.Add(new SampledGaussian(0.1, 0, 0)));

    [Fact]
    public void Add_More_LeavesTheFormerHistoryAlone()
    {
        var former = PrivacyHistory.Empty.Add(new SampledGaussian(0.1, 1, 5));

        former.Add([new SampledGaussian(0.1, 1, 5), new SampledGaussian(0.2, 1, 1)]);

        Assert.Equal(5, Assert.Single(former.Events).Steps);
    }

    [Fact]
    public void Add_TooManySteps_IsAnError() => Assert.Throws<ArgumentOutOfRangeException>(
        () => PrivacyHistory.Empty.Add(new SampledGaussian(0.1, 1, 1_000_000_000_000_000)).Add(new SampledGaussian(0.1, 1, 1)));

    [Theory]
    [InlineData(Accountant.Pld)]
    [InlineData(Accountant.Rdp)]
    public void Epsilon_ManyRounds_IsTheOneOfAllSteps(Accountant accountant)
    {
        var history = Enumerable.Range(0, 50).Aggregate(PrivacyHistory.Empty, (sum, _) => sum.Add(new SampledGaussian(0.02, 1.2, 20)));
        SampledGaussian[] all = [new(0.02, 1.2, 1000)];

        Assert.Equal(PrivacyLoss.Epsilon(all, 1e-6, accountant), history.Epsilon(1e-6, accountant));
        Assert.Equal(PrivacyLoss.Delta(all, 2, accountant), history.Delta(2, accountant));
    }

    [Fact]
    public void Epsilon_Empty_IsZero()
    {
        Assert.Equal(0, PrivacyHistory.Empty.Epsilon(1e-6).Upper);
        Assert.Equal(0, PrivacyHistory.Empty.Delta(0));
    }
}
