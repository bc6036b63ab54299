using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Coordinator.Tests.Releases;

public sealed class ProposalTests
{
    [Fact]
    public async Task Proposal_OfACuredModel_IsAttackedLikeAnyOther()
    {
        await using var job = await GatedJob.TrainedAsync();
        var sick = await job.RedTeam.OfferedCandidateAsync();
        await job.RedTeam.BringAsync(sick, SomeReport.On(sick, backdoor: 0.9));

        await job.SubmitAsync(value: 0.5f);
        Assert.Equal(0u, await job.ReleasedAsync());
        var cured = await job.RedTeam.OfferedCandidateAsync();
        await job.RedTeam.BringAsync(cured, SomeReport.On(cured));

        Assert.Equal(2u, await job.ReleasedAsync());
        Assert.Equal(("dr-weber", "fine-pruned"), ((await job.CandidateAsync(2)).Candidate.ApprovedBy, (await job.CandidateAsync(2)).Candidate.Note));
    }

    [Fact]
    public async Task Proposal_OfWeightsThatFailedBefore_IsRefused()
    {
        await using var job = await GatedJob.TrainedAsync();
        var sick = await job.RedTeam.OfferedCandidateAsync();
        await job.RedTeam.BringAsync(sick, SomeReport.On(sick, backdoor: 0.9));
        var same = await job.Coordinator.ModelAsync(job.Job.Id, unreleased: true);

        await Refused.WithAsync("candidate.known", () => job.SubmitAsync(Proposal(job), same));
        await Refused.WithAsync("candidate.known", () => job.SubmitAsync(Proposal(job, round: 1), []));
    }

    [Fact]
    public async Task Proposal_OfWeightsThatNobodyCouldEvaluate_IsTakenAgain()
    {
        await using var job = await GatedJob.TrainedAsync();
        var candidate = await job.RedTeam.OfferedCandidateAsync();
        await job.RedTeam.Candidates.RefuseCandidateAsync(new RefuseCandidateRequest { Ref = candidate.Ref, Code = "data.missing", Reason = "wrong disk" });

        await job.SubmitAsync(Proposal(job, round: 1), []);
        var again = await job.RedTeam.OfferedCandidateAsync();
        await job.RedTeam.BringAsync(again, SomeReport.On(again));

        Assert.Equal(2u, await job.ReleasedAsync());
        Assert.NotEqual(candidate.Nonce, again.Nonce);
    }

    [Fact]
    public async Task Proposal_ThatNobodyStandsFor_IsRefused()
    {
        await using var job = await GatedJob.TrainedAsync();

        await Refused.WithAsync("candidate.not-approved", () => job.SubmitAsync(value: 1, by: " "));
        await Refused.WithAsync("candidate.not-approved", () => job.SubmitAsync(value: 1, note: ""));
    }

    [Fact]
    public async Task Proposal_OfSomethingElseThanTheJobsModel_IsRefused()
    {
        await using var job = await GatedJob.TrainedAsync();
        var model = await job.Coordinator.ModelAsync(job.Job.Id, unreleased: true);

        await Refused.WithAsync("candidate.bad-weights", () => job.SubmitAsync(value: float.NaN));
        await Refused.WithAsync("candidate.bad-weights", () => job.SubmitAsync(Proposal(job), model[..^4]));
        await Refused.WithAsync("candidate.bad-weights", () => job.SubmitAsync(Proposal(job), [.. model, .. new byte[9 << 20]]));
        await Refused.WithAsync("candidate.bad-weights", () => job.SubmitAsync(Proposal(job), []));
        await Refused.WithAsync("model.unknown", () => job.SubmitAsync(Proposal(job, round: 9), []));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(job.Coordinator.DataDirectory, "blobs"), "*.tmp"));
    }

    [Fact]
    public async Task Proposal_ForAJobWithoutAGate_IsRefused()
    {
        await using var job = await RunningJob.StartAsync(JobText.Of(sites: 1), sites: 1);
        using var call = job.Coordinator.Releases.SubmitCandidate();
        await call.RequestStream.WriteAsync(
            new SubmitCandidateRequest { Proposal = new CandidateProposal { JobId = job.Id, Round = 1, ApprovedBy = "me", Note = "x" } },
            TestContext.Current.CancellationToken);
        await call.RequestStream.CompleteAsync();

        await Refused.WithAsync("release.no-gate", () => call.ResponseAsync);
    }

    private static CandidateProposal Proposal(GatedJob job, uint round = 0) => new() { JobId = job.Job.Id, Round = round, ApprovedBy = "dr-weber", Note = "again" };
}
