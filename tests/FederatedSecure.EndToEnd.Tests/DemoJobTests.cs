using System.Text;
using FederatedSecure.Lab.Demo;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.EndToEnd.Tests;

public sealed class DemoJobTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(130)]
    [InlineData(442)]
    public void Text_PrivateJob_LetsTheSmallestSiteTakePart(int fewest)
    {
        var job = Parse(new DemoOptions { Epsilon = 8 }, fewest);

        // Rounding holds back half a record more of each of ten classes at most.
        Assert.InRange(job.Training.BatchSize, 1, (fewest * 0.9) - 5);
        Assert.Equal((8, 26_012), (job.Privacy!.Epsilon, job.Model.ParameterCount));
    }

    [Fact]
    public void Text_JobWithoutPrivacy_IsTheUsualNetwork()
    {
        var job = Parse(new DemoOptions(), fewest: 100);

        Assert.Null(job.Privacy);
        Assert.Equal(26_010, job.Model.ParameterCount);
    }

    private static JobSpec Parse(DemoOptions options, int fewest) => JobFileReader.Parse(Encoding.UTF8.GetBytes(DemoJob.Text(options, fewest))).Spec!;
}
