using FederatedSecure.Lab.RedTeam.Optimization;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Optimizing;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Inversion.Optimizing;

public class GroupObjectiveTests
{
    /// <summary>f = Σx over two coordinates; members (1, 2) and (3, 6) have the mean (2, 4) and are 1² + 2² away from it, each.</summary>
    [Fact]
    public void Evaluate_TwoMembers_AddsTheirDistancesFromTheMean()
    {
        var slope = new double[4];

        var value = new GroupObjective(new Sum(), 2, consistency: 0.5).Evaluate([1, 2, 3, 6], slope);

        Assert.Equal(12 + (0.5 * 10), value, 1e-12);
        Assert.Equal([1 - 1, 1 - 2, 1 + 1, 1 + 2], slope);
    }

    private sealed class Sum : IDifferentiable
    {
        public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
        {
            gradient.Fill(1);
            return point[0] + point[1];
        }
    }
}
