using CsCheck;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Matching;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Inversion.Matching;

public class AssignmentTests
{
    [Fact]
    public void Smallest_ExampleWhereGreedyFails_TakesTheDearerFirst() =>
        Assert.Equal([1, 0], Assignment.Smallest([[1, 2], [1, 4]]));

    [Fact]
    public void Smallest_AnyCosts_AreWhatTryingAllFinds() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[0, 2]).SelectMany((rows, more) => Gen.Double[-10, 10].Array[rows + more].Array[rows]).Sample(costs =>
        {
            var columns = Assignment.Smallest(costs);

            Assert.Equal(columns.Length, columns.Distinct().Count());
            Assert.Equal(Best(costs, 0, []), columns.Select((column, row) => costs[row][column]).Sum(), 1e-9);
        });

    [Fact]
    public void Smallest_FewerColumnsThanRows_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Assignment.Smallest([[1], [2]]));

    private static double Best(double[][] costs, int row, HashSet<int> taken) => row == costs.Length ? 0 : Enumerable.Range(0, costs[0].Length)
        .Where(column => !taken.Contains(column))
        .Min(column => costs[row][column] + Best(costs, row + 1, [.. taken, column]));
}
