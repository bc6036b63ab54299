using FederatedSecure.Lab.RedTeam.Backdoors.Activations;

namespace FederatedSecure.Lab.Tests.RedTeam.Backdoors.Activations;

/// <summary>Expected values follow the definition, computed in another language.</summary>
public class SilhouetteTests
{
    private static readonly double[][] Rows = [[0, 0], [0, 1], [1, 0], [5, 5], [6, 5], [2, 2]];

    [Fact]
    public void Of_TwoGroups_MeanOverAllRows() =>
        Assert.Equal(0.7476375691474816, Silhouette.Of(Rows, [false, false, false, true, true, false]), 1e-12);

    [Fact]
    public void Of_RowAlone_CountsZero() =>
        Assert.Equal(0.23896320492010137, Silhouette.Of(Rows, [false, false, false, false, true, false]), 1e-12);

    [Fact]
    public void Of_OneCluster_IsNoNumber() => Assert.Equal(double.NaN, Silhouette.Of(Rows, new bool[6]));

    [Fact]
    public void TwoMeans_TwoGroups_FindsThem()
    {
        var clusters = TwoMeans.Of(Rows, seed: 1);

        Assert.Equal(clusters[3], clusters[4]);
        Assert.All([0, 1, 2, 5], i => Assert.NotEqual(clusters[3], clusters[i]));
    }

    [Fact]
    public void TwoMeans_AllTheSame_IsOneCluster() => Assert.Single(TwoMeans.Of([[1, 1], [1, 1], [1, 1]], seed: 1).Distinct());
}
