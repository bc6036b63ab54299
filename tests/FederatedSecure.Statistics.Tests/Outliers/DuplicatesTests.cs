using FederatedSecure.Statistics.Outliers;

namespace FederatedSecure.Statistics.Tests.Outliers;

public class DuplicatesTests
{
    [Fact]
    public void FirstOccurrences_RepeatedRecords_PointToTheFirst() =>
        Assert.Equal([0, 1, 0, 3, 1, 0], Duplicates.FirstOccurrences([1, 2, 3, 4, 1, 2, 2, 1, 3, 4, 1, 2], columns: 2));
}
