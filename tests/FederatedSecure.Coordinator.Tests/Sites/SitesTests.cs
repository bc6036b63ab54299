using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Coordinator.Tests.Sites;

public sealed class SitesTests : IAsyncLifetime
{
    private TestCoordinator _coordinator = null!;

    public async ValueTask InitializeAsync() => _coordinator = await TestCoordinator.StartAsync();

    public ValueTask DisposeAsync() => _coordinator.DisposeAsync();

    [Fact]
    public async Task List_MembersInvitesAndFormerMembers_SaysWhatTheyAre()
    {
        using var member = await _coordinator.JoinAsync("member");
        using var former = await _coordinator.JoinAsync("former");
        await InviteAsync("invited");
        await _coordinator.Sites.RevokeSiteAsync(new RevokeSiteRequest { Site = "former" });
        await member.Sessions.HelloAsync(new HelloRequest { Version = "1.2.3", DataSets = { "digits" } });

        var sites = await ListAsync();

        Assert.Equal(
            [("former", SiteStatus.Revoked), ("invited", SiteStatus.Invited), ("member", SiteStatus.Active)],
            sites.Select(site => (site.Site, site.Status)));
        Assert.Equal("1.2.3", sites[2].Version);
        Assert.Equal(["digits"], sites[2].DataSets);
        Assert.Equal(_coordinator.Time.GetUtcNow().ToUnixTimeSeconds(), sites[2].LastSeenAt);
    }

    [Fact]
    public async Task List_InviteThatExpired_IsLeftOut()
    {
        await InviteAsync("invited");

        _coordinator.Time.Advance(TimeSpan.FromSeconds(61));

        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Revoke_SiteWithAnOpenInvite_VoidsTheInvite()
    {
        var invite = await InviteAsync("site-a");

        await _coordinator.Sites.RevokeSiteAsync(new RevokeSiteRequest { Site = "site-a" });

        await Refused.WithAsync("invite.unknown", () => TestSite.JoinAsync(_coordinator, invite));
        Assert.Empty(await ListAsync());
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("")]
    [InlineData("../etc")]
    public async Task Revoke_NoSite_IsRefused(string name) => await Refused.WithAsync(
        "site.unknown", async () => await _coordinator.Sites.RevokeSiteAsync(new RevokeSiteRequest { Site = name }));

    [Fact]
    public async Task Hello_WithNamesThatAreNone_IsRefused()
    {
        using var site = await _coordinator.JoinAsync("site-a");

        await Refused.WithAsync("request.malformed", async () => await site.Sessions.HelloAsync(new HelloRequest { DataSets = { "Not A Name" } }));
        await Refused.WithAsync("request.malformed", async () => await site.Sessions.HelloAsync(new HelloRequest { Version = "1\n2" }));
        await Refused.WithAsync(
            "request.malformed", async () => await site.Sessions.HelloAsync(new HelloRequest { DataSets = { Enumerable.Range(0, 1001).Select(i => $"set-{i}") } }));
    }

    [Fact]
    public async Task Hello_OfASite_TellsWhenToRenew()
    {
        using var site = await _coordinator.JoinAsync("site-a");
        _coordinator.Time.Advance(TimeSpan.FromDays(1));

        var response = await site.Sessions.HelloAsync(new HelloRequest { Version = "1" });

        Assert.Equal("site-a", response.Site);
        Assert.InRange(response.RenewInSeconds, TimeSpan.FromDays(2.4).TotalSeconds, TimeSpan.FromDays(2.6).TotalSeconds);
    }

    private async Task<string> InviteAsync(string site) =>
        (await _coordinator.Sites.CreateInviteAsync(new CreateInviteRequest { Site = site, LifetimeSeconds = 60 })).Invite;

    private async Task<IReadOnlyList<SiteSummary>> ListAsync() => (await _coordinator.Sites.ListSitesAsync(new ListSitesRequest())).Sites;
}
