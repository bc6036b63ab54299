using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Coordinator.Tests.Rounds;

/// <summary>A clock on the wall that jumps ends no round and costs nobody the membership.</summary>
public sealed class ClockTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(100)]
    public async Task Clock_JumpingForward_EndsNoRound(int hours)
    {
        await using var job = await RunningJob.StartAsync(JobText.Of());
        var plan = await job.First.AcceptAsync();

        job.Coordinator.Time.Jump(TimeSpan.FromHours(hours));
        job.Coordinator.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(SiteOutcome.Working, (await job.OutcomeAsync(job.First)).Outcome);
        await job.First.UploadAsync(plan, plan.Constant(1));
        var other = await job.Second.AcceptAsync();
        await job.Second.UploadAsync(other, other.Constant(1));
        Assert.Equal(RoundOutcome.Completed, (await job.UntilAsync(JobPhase.Completed)).Rounds[0].Outcome);
    }

    [Fact]
    public async Task Clock_JumpingBackAndSetRight_EndsNoRound()
    {
        await using var job = await RunningJob.StartAsync(JobText.Of());
        var plan = await job.First.AcceptAsync();

        job.Coordinator.Time.Jump(TimeSpan.FromHours(-5));
        await Refused.WithAsync("certificate.not-yet-valid", job.First.PollAsync);
        job.Coordinator.Time.Advance(TimeSpan.FromSeconds(1));
        job.Coordinator.Time.Jump(TimeSpan.FromHours(5));

        await job.First.UploadAsync(plan, plan.Constant(1));
        var other = await job.Second.AcceptAsync();
        await job.Second.UploadAsync(other, other.Constant(1));
        await job.UntilAsync(JobPhase.Completed);
    }

    [Fact]
    public async Task Clock_JumpingBack_LetsLeasesEndAllTheSame()
    {
        await using var job = await RunningJob.StartAsync(JobText.Of());
        await job.First.AcceptAsync();

        job.Coordinator.Time.Jump(TimeSpan.FromHours(-5));
        job.Coordinator.Time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(RoundOutcome.Abandoned, (await job.NowAsync()).Rounds[0].Outcome);
    }

    [Fact]
    public async Task Clock_FarAheadWhileASiteJoins_CostsNobodyTheMembership()
    {
        await using var coordinator = await TestCoordinator.StartAsync();
        using var before = await coordinator.JoinAsync("site-a");

        coordinator.Time.Jump(TimeSpan.FromDays(14));
        await Refused.WithAsync("certificate.expired", before.PollAsync);
        using var meanwhile = await coordinator.JoinAsync("site-b");
        coordinator.Time.Jump(TimeSpan.FromDays(-14));

        await before.PollAsync();
        await coordinator.RestartAsync();
        await before.PollAsync();
    }

    [Fact]
    public async Task ServerCertificate_IssuedByAClockThatWasAhead_IsReplacedWhenItIsSetRight()
    {
        await using var coordinator = await TestCoordinator.StartAsync();
        using var site = await coordinator.JoinAsync("site-a");
        coordinator.Time.Jump(TimeSpan.FromDays(400));
        await coordinator.RestartAsync();
        await Assert.ThrowsAsync<Grpc.Core.RpcException>(site.PollAsync);

        coordinator.Time.Jump(TimeSpan.FromDays(-400));

        await site.At(coordinator).PollAsync();
    }

    [Fact]
    public async Task Certificates_RenewedAgainAndAgain_StayFew()
    {
        await using var coordinator = await TestCoordinator.StartAsync();
        using var first = await coordinator.JoinAsync("site-a");
        using var other = await coordinator.JoinAsync("site-b");
        var renewed = new List<TestSite>();
        for (var i = 0; i < 8; i++)
        {
            renewed.Add(await first.RenewAsync());
        }

        await Refused.WithAsync("certificate.revoked", first.PollAsync);
        await renewed[0].PollAsync();
        await renewed[^1].PollAsync();
        await other.PollAsync();
        renewed.ForEach(site => site.Dispose());
    }
}
