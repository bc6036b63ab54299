using FederatedSecure.Statistics.Outliers;

namespace FederatedSecure.Statistics.Tests.Outliers;

public class NeighbourDisagreementTests
{
    /// <summary>On a line, neighbours are seen with the naked eye: 0 1 2 3 | 10 11 12 13, and the label at 2 is that of the far group.</summary>
    [Fact]
    public void Parts_OneWrongLabel_IsContradictedByAll()
    {
        var parts = NeighbourDisagreement.Parts(
            [0, 1, 2, 3, 10, 11, 12, 13], columns: 1, labels: [0, 0, 1, 0, 1, 1, 1, 1], references: [0, 1, 2, 3, 4, 5, 6, 7], neighbours: 3);

        Assert.Equal([1.0 / 3, 1.0 / 3, 1, 1.0 / 3, 0, 0, 0, 0], parts);
    }

    [Fact]
    public void Parts_FewReferences_AsksThoseThereAre()
    {
        var parts = NeighbourDisagreement.Parts([0, 1, 5], columns: 1, labels: [0, 1, 1], references: [0, 1], neighbours: 10);

        Assert.Equal([1, 1, 0.5], parts);
    }
}
