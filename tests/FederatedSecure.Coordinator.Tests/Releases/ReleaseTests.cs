using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Coordinator.Tests.Releases;

public sealed class ReleaseTests
{
    [Fact]
    public async Task Candidate_ThatPasses_IsReleasedAndHandedOut()
    {
        await using var job = await GatedJob.TrainedAsync();
        var candidate = await job.RedTeam.OfferedCandidateAsync();
        var file = await job.RedTeam.DownloadAsync(candidate.Ref, candidate.Model);
        Assert.Equal(await job.Coordinator.ModelAsync(job.Job.Id, unreleased: true), file);

        var answer = await job.RedTeam.BringAsync(candidate, SomeReport.On(candidate));

        Assert.Equal((ReportVerdict.Pass, CandidateStatus.Released), (answer.Verdict, answer.Status));
        Assert.Equal(file, await job.Coordinator.ModelAsync(job.Job.Id));
        Assert.Null(await job.RedTeam.CandidateAsync());
        var release = (await job.Job.First.Released.GetReleaseAsync(new GetReleaseRequest { JobId = job.Job.Id })).Release;
        Assert.Equal(candidate.Model, release.Model);
        Assert.Equal(file, await job.Job.First.DownloadAsync(release.Ref, release.Model));
    }

    [Fact]
    public async Task Candidate_ThatNobodyHasJudged_IsNotExportedUnlessAskedForAsSuch()
    {
        await using var job = await GatedJob.TrainedAsync();

        await Refused.WithAsync("release.none", () => job.Coordinator.ModelAsync(job.Job.Id));
        await Refused.WithAsync("model.not-released", () => job.Coordinator.ModelAsync(job.Job.Id, round: 1));
        await Refused.WithAsync("release.none", async () => await job.Job.First.Released.GetReleaseAsync(new GetReleaseRequest { JobId = job.Job.Id }));
        Assert.NotEmpty(await job.Coordinator.ModelAsync(job.Job.Id, unreleased: true));
    }

    [Fact]
    public async Task Candidate_ThatIsBackdoored_IsQuarantinedWithTheReasonAndTheLastReleaseStays()
    {
        await using var job = await GatedJob.TrainedAsync();
        await PassAsync(job);
        await job.SubmitAsync(value: 7);
        var poisoned = await job.RedTeam.OfferedCandidateAsync();

        var answer = await job.RedTeam.BringAsync(poisoned, SomeReport.On(poisoned, backdoor: 0.95));

        Assert.Equal((ReportVerdict.Fail, CandidateStatus.Quarantined), (answer.Verdict, answer.Status));
        Assert.Contains("backdoor.trigger.success", (await job.CandidateAsync(2)).Candidate.Reason, StringComparison.Ordinal);
        Assert.Equal(1u, await job.ReleasedAsync());
        await Refused.WithAsync("candidate.not-yours", () => job.Job.First.DownloadAsync(poisoned.Ref, poisoned.Model));
    }

    [Fact]
    public async Task Report_ThatLiesOnTheThreshold_DecidesNothingAndReleasesNothing()
    {
        await using var job = await GatedJob.TrainedAsync();
        var candidate = await job.RedTeam.OfferedCandidateAsync();

        // 0.8 is the threshold: the interval lies on both sides of it.
        var answer = await job.RedTeam.BringAsync(candidate, SomeReport.On(candidate, accuracy: 0.8));

        Assert.Equal((ReportVerdict.Undecided, CandidateStatus.Quarantined), (answer.Verdict, answer.Status));
    }

    [Fact]
    public async Task Candidate_WithTwoEvaluatorsRequired_WaitsForTheSecond()
    {
        await using var job = await GatedJob.TrainedAsync(evaluators: 2, required: 2);

        var first = await PassAsync(job);
        var second = await PassAsync(job, job.Evaluators[1]);

        Assert.Equal((CandidateStatus.Waiting, CandidateStatus.Released), (first, second));
    }

    [Fact]
    public async Task Release_ThatALaterReportFails_IsTakenBackAndTheOneBeforeCountsAgain()
    {
        await using var job = await GatedJob.TrainedAsync(evaluators: 2);
        await PassAsync(job);
        await job.SubmitAsync(value: 7);
        await PassAsync(job);
        Assert.Equal(2u, await job.ReleasedAsync());

        // The slower evaluator finds what the faster one did not see.
        var candidate = await job.Evaluators[1].OfferedCandidateAsync();
        Assert.Equal(2u, candidate.Ref.Number);
        var answer = await job.Evaluators[1].BringAsync(candidate, SomeReport.On(candidate, backdoor: 0.9));

        Assert.Equal(CandidateStatus.Quarantined, answer.Status);
        Assert.Equal(1u, await job.ReleasedAsync());
        var history = (await job.CandidateAsync(2)).History.Select(step => step.Status);
        Assert.Equal([CandidateStatus.Waiting, CandidateStatus.Released, CandidateStatus.Quarantined], history);
    }

    [Fact]
    public async Task Quarantine_ByAPerson_GoesBackToTheLastRelease()
    {
        await using var job = await GatedJob.TrainedAsync();
        await PassAsync(job);
        var reference = await job.SubmitAsync(value: 7);
        await PassAsync(job);
        var request = new QuarantineCandidateRequest { Ref = reference, By = "dr-weber", Reason = "complaints from ward 3" };

        await job.Coordinator.Releases.QuarantineCandidateAsync(request);

        Assert.Equal(1u, await job.ReleasedAsync());
        Assert.Equal("dr-weber: complaints from ward 3", (await job.CandidateAsync(2)).Candidate.Reason);
        await Refused.WithAsync("candidate.quarantined", async () => await job.Coordinator.Releases.QuarantineCandidateAsync(request));
    }

    [Fact]
    public async Task Release_AfterARestartAtEachStep_IsWhereItWas()
    {
        await using var job = await GatedJob.TrainedAsync();
        await job.Coordinator.RestartAsync();
        var candidate = await job.RedTeam.OfferedCandidateAsync();
        await job.Coordinator.RestartAsync();
        // Bound to a nonce that was made before both restarts.
        var report = SomeReport.On(candidate);
        await job.RedTeam.BringAsync(candidate, report);
        await job.Coordinator.RestartAsync();

        Assert.Equal(1u, await job.ReleasedAsync());
        Assert.Null(await job.RedTeam.CandidateAsync());
        Assert.Equal(CandidateStatus.Released, (await job.RedTeam.BringAsync(candidate, report)).Status);
        Assert.Equal(2, (await job.CandidateAsync(1)).History.Count);
    }

    [Fact]
    public async Task Report_BroughtTwice_CountsOnce()
    {
        await using var job = await GatedJob.TrainedAsync(evaluators: 2, required: 2);
        var candidate = await job.RedTeam.OfferedCandidateAsync();
        var report = SomeReport.On(candidate);

        var first = await job.RedTeam.BringAsync(candidate, report);
        var second = await job.RedTeam.BringAsync(candidate, report);

        Assert.Equal(first, second);
        Assert.Equal(CandidateStatus.Waiting, second.Status);
        Assert.Single((await job.CandidateAsync(1)).Reports);
    }

    [Fact]
    public async Task Report_AsItIsStored_IsWhatWasSigned()
    {
        await using var job = await GatedJob.TrainedAsync();
        var candidate = await job.RedTeam.OfferedCandidateAsync();
        var report = SomeReport.On(candidate);
        await job.RedTeam.BringAsync(candidate, report);

        using var call = job.Coordinator.Releases.GetReport(new GetReportRequest { Ref = candidate.Ref, Evaluator = job.RedTeam.Name });
        var stored = new MemoryStream();
        while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            call.ResponseStream.Current.Data.WriteTo(stored);
        }

        Assert.Equal(report.Write(), stored.ToArray());
    }

    [Fact]
    public async Task Release_AsItIsHandedOut_IsSignedByTheCoordinator()
    {
        await using var job = await GatedJob.TrainedAsync();
        await PassAsync(job);
        var release = (await job.Job.First.Released.GetReleaseAsync(new GetReleaseRequest { JobId = job.Job.Id })).Release;

        // Written down anew from the protocol's description.
        var seconds = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(seconds, release.ReleasedAt);
        byte[] statement =
        [
            .. "federated.v1.Release\0"u8, .. release.Model.Digest.Span, .. seconds,
            .. release.Reports.SelectMany(report => report.ReportDigest.ToByteArray()), .. Encoding.UTF8.GetBytes($"{job.Job.Id}/1"),
        ];
        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(Path.Combine(job.Coordinator.DataDirectory, "authority", "server.key"), TestContext.Current.CancellationToken));
        Assert.True(key.VerifyData(statement, release.Signature.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        Assert.Equal([job.RedTeam.Name], release.Reports.Select(report => report.Evaluator));
    }

    [Fact]
    public async Task Rounds_WhenEveryOneIsJudged_AreCandidatesAndTheNewestComesFirst()
    {
        await using var job = await GatedJob.TrainedAsync(rounds: 2, when: "every");

        var newest = await job.RedTeam.OfferedCandidateAsync();
        await job.RedTeam.BringAsync(newest, SomeReport.On(newest));
        var older = await job.RedTeam.OfferedCandidateAsync();
        await job.RedTeam.BringAsync(older, SomeReport.On(older));

        Assert.Equal((2u, 1u), (newest.Round, older.Round));
        // Judged later, but older: users stay with the newer one.
        Assert.Equal(2u, await job.ReleasedAsync());
    }

    [Fact]
    public async Task Rounds_WhenOnlyTheLastIsJudged_GoOnFromModelsThatAreNotReleased()
    {
        await using var job = await GatedJob.StartAsync(rounds: 2);
        await job.TrainAsync(1);
        Assert.Null(await job.RedTeam.CandidateAsync());

        await job.TrainAsync(2);

        Assert.Equal(2u, (await job.RedTeam.OfferedCandidateAsync()).Round);
    }

    private static async Task<CandidateStatus> PassAsync(GatedJob job, TestSite? evaluator = null)
    {
        evaluator ??= job.RedTeam;
        var candidate = await evaluator.OfferedCandidateAsync();
        return (await evaluator.BringAsync(candidate, SomeReport.On(candidate))).Status;
    }
}
