using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Coordinator.Tests.Sites;

public sealed class EvaluatorRoleTests : IAsyncLifetime
{
    private TestCoordinator _coordinator = null!;

    public async ValueTask InitializeAsync() => _coordinator = await TestCoordinator.StartAsync();

    public ValueTask DisposeAsync() => _coordinator.DisposeAsync();

    [Fact]
    public async Task PollWork_OfAnEvaluator_IsRefusedAndItIsNeverSelected()
    {
        using var evaluator = await _coordinator.JoinEvaluatorAsync("red-team");
        using var first = await _coordinator.JoinAsync("site-a");
        await first.PollAsync();

        await Refused.WithAsync("role.sites-only", evaluator.PollAsync);
        var job = await _coordinator.SubmitAsync(JobText.Of(sites: 1));

        var cohort = (await _coordinator.UntilAsync(job, now => now.Rounds.Count > 0)).Rounds[0].Sites.Select(site => site.Site);
        Assert.Equal(["site-a"], cohort);
    }

    [Fact]
    public async Task Calls_OfRounds_AreRefusedToAnEvaluator()
    {
        using var site = await _coordinator.JoinAsync("site-a");
        using var evaluator = await _coordinator.JoinEvaluatorAsync("red-team");
        await site.PollAsync();
        await _coordinator.SubmitAsync(JobText.Of(sites: 1));
        var plan = await site.AcceptAsync();
        var update = TestUpdate.Rising(plan);

        await Refused.WithAsync("role.sites-only", () => evaluator.OfferAsync(plan, update.Manifest));
        await Refused.WithAsync("role.sites-only", () => evaluator.CommitAsync(plan, update.Manifest.Digest));
        await Refused.WithAsync("role.sites-only", () => evaluator.ReportAsync(plan, 1, 1, 0));
        await Refused.WithAsync("round.not-in-cohort", () => evaluator.DownloadAsync(plan));
    }

    [Fact]
    public async Task PollCandidate_OfASite_IsRefused()
    {
        using var site = await _coordinator.JoinAsync("site-a");

        await Refused.WithAsync("role.evaluators-only", async () => await site.Candidates.PollCandidateAsync(new PollCandidateRequest()));
    }

    [Fact]
    public async Task Invite_ForANameOfAnotherRole_IsRefused()
    {
        using var site = await _coordinator.JoinAsync("site-a");
        await _coordinator.Sites.RevokeSiteAsync(new RevokeSiteRequest { Site = "site-a" });

        // Also after its membership has ended: what was said under the name keeps its meaning.
        await Refused.WithAsync("invite.other-role", () => _coordinator.JoinEvaluatorAsync("site-a"));
    }

    [Fact]
    public async Task Enrol_WithTheSecondOfTwoInvitesOfDifferentRoles_IsRefusedAndTheFirstRoleStays()
    {
        var asSite = await InviteAsync("both", MemberRole.Site);
        var asEvaluator = await InviteAsync("both", MemberRole.Evaluator);
        using var evaluator = await TestSite.JoinAsync(_coordinator, asEvaluator);

        await Refused.WithAsync("invite.other-role", () => TestSite.JoinAsync(_coordinator, asSite));

        await Refused.WithAsync("role.sites-only", evaluator.PollAsync);
        Assert.Equal(MemberRole.Evaluator, (await _coordinator.Sites.ListSitesAsync(new ListSitesRequest())).Sites.Single().Role);
    }

    [Fact]
    public async Task Role_AfterARestartAndARenewal_IsTheSame()
    {
        using var evaluator = await _coordinator.JoinEvaluatorAsync("red-team");

        await _coordinator.RestartAsync();
        using var renewed = await evaluator.RenewAsync();

        await Refused.WithAsync("role.sites-only", renewed.PollAsync);
    }

    [Fact]
    public async Task Releases_OverTheNetwork_AreRefusedEvenForEvaluators()
    {
        using var evaluator = await _coordinator.JoinEvaluatorAsync("red-team");

        await Refused.WithAsync("administration.local-only", async () => await evaluator.Releases.ListCandidatesAsync(new ListCandidatesRequest()));
    }

    private async Task<string> InviteAsync(string name, MemberRole role) =>
        (await _coordinator.Sites.CreateInviteAsync(new CreateInviteRequest { Site = name, LifetimeSeconds = 60, Role = role })).Invite;
}
