using FederatedSecure.Lab.Demo;
using FederatedSecure.Lab.RedTeam.Reports;

namespace FederatedSecure.Lab.Tests.Demo;

public sealed class DemoFairnessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fslab-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Of_CreditData_ComparesTheGroupsWithAndWithoutReweighing()
    {
        var fairness = DemoFairness.Of(_folder, seed: 1, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(300, fairness.Records);
        Assert.Equal(["Age: up to 25 against over 25, Good", "sex: female against male, Good"], fairness.Rows.Select(row => row.Comparison).Order(StringComparer.Ordinal));
        Assert.All(fairness.Rows.SelectMany(row => new[] { row.Without!, row.With! }), figure =>
        {
            Assert.InRange(figure.Value, figure.Lower, figure.Upper);
            // Nobody of these groups gets credit less than half, or more than twice, as often: such a figure would be a ratio of something else.
            Assert.InRange(figure.Value, 0.5, 2);
        });
        Assert.True(File.Exists(Path.Combine(fairness.Report, ReportFolder.Page)));
    }
}
