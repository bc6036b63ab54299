using FederatedSecure.Assurance.Releases;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Protos.V1;
using CandidateStatus = FederatedSecure.Protos.V1.CandidateStatus;

namespace FederatedSecure.Coordinator.Tests.Releases;

/// <summary>Somebody tries to have a model released that nobody attacked, or that did not withstand.</summary>
public sealed class DishonestReportTests : IAsyncLifetime
{
    private GatedJob _job = null!;
    private Candidate _candidate = null!;

    private TestSite RedTeam => _job.RedTeam;

    public async ValueTask InitializeAsync()
    {
        _job = await GatedJob.TrainedAsync();
        _candidate = await RedTeam.OfferedCandidateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // Whatever was tried: nothing is released by it.
        Assert.Equal(0u, await _job.ReleasedAsync());
        await _job.DisposeAsync();
    }

    [Fact]
    public async Task Report_OfASite_IsRefused()
    {
        var bytes = SomeReport.On(_candidate).Write();

        await Refused.WithAsync("role.evaluators-only", () => _job.Job.First.BringAsync(SomeReport.Header(_job.Job.First, _candidate, bytes), bytes));
        await Refused.WithAsync("role.evaluators-only", async () => await _job.Job.First.Candidates.RefuseCandidateAsync(
            new RefuseCandidateRequest { Ref = _candidate.Ref, Code = "x", Reason = "y" }));
    }

    [Fact]
    public async Task Report_OfAnEvaluatorThatTheJobDoesNotName_IsRefusedAndItGetsNoCandidate()
    {
        using var stranger = await _job.Coordinator.JoinEvaluatorAsync("stranger");

        Assert.Null(await stranger.CandidateAsync());
        await Refused.WithAsync("candidate.not-yours", () => stranger.BringAsync(_candidate, SomeReport.On(_candidate)));
        await Refused.WithAsync("round.not-in-cohort", () => stranger.DownloadAsync(_candidate.Ref, _candidate.Model));
    }

    [Fact]
    public async Task Report_OfARevokedEvaluator_IsRefused()
    {
        await _job.Coordinator.Sites.RevokeSiteAsync(new RevokeSiteRequest { Site = RedTeam.Name });

        await Refused.WithAsync("certificate.revoked", () => RedTeam.BringAsync(_candidate, SomeReport.On(_candidate)));
    }

    [Fact]
    public async Task Report_SignedByAnotherKey_IsRefused()
    {
        using var other = SiteKey.Create();
        var bytes = SomeReport.On(_candidate).Write();
        var statement = Statement(bytes);

        await Refused.WithAsync("report.bad-signature", () => BringAsync(statement, bytes, statement.Sign(other.Key)));
        await Refused.WithAsync("report.bad-signature", () => BringAsync(statement, bytes, []));
    }

    [Fact]
    public async Task Report_SignedForAnotherEvaluator_IsRefused()
    {
        var bytes = SomeReport.On(_candidate).Write();
        var statement = Statement(bytes);

        await Refused.WithAsync("report.bad-signature", () => BringAsync(statement, bytes, (statement with { Evaluator = "red-b" }).Sign(RedTeam.Key.Key)));
    }

    [Fact]
    public async Task Report_AboutAnotherModel_IsRefused()
    {
        var other = Digest.Of("another model"u8);
        var bytes = SomeReport.On(_candidate).Write();
        var elsewhere = (SomeReport.On(_candidate) with { ModelDigest = other }).Write();

        await Refused.WithAsync("report.other-question", () => BringSignedAsync(Statement(bytes) with { Model = other }, bytes));
        // The header names the candidate, what is signed is about something else.
        await Refused.WithAsync("report.other-question", () => BringSignedAsync(Statement(elsewhere), elsewhere));
    }

    [Fact]
    public async Task Report_MadeForAnotherGate_IsRefused()
    {
        var bytes = SomeReport.On(_candidate).Write();

        await Refused.WithAsync("report.other-question", () => BringSignedAsync(Statement(bytes) with { Gate = Digest.Of("{}"u8) }, bytes));
    }

    [Fact]
    public async Task Report_ThatPassesAWeakerGate_IsJudgedByTheJobsOwn()
    {
        // 0.3 may be good enough for the evaluator; what counts is the job's 0.2.
        var answer = await RedTeam.BringAsync(_candidate, SomeReport.On(_candidate, backdoor: 0.3));

        Assert.Equal((ReportVerdict.Fail, CandidateStatus.Quarantined), (answer.Verdict, answer.Status));
    }

    [Fact]
    public async Task Report_ThatLeavesAFigureOut_DoesNotPass()
    {
        var report = SomeReport.On(_candidate);

        var answer = await RedTeam.BringAsync(_candidate, report with { Probes = [report.Probes[0]] });

        Assert.Equal((ReportVerdict.Undecided, CandidateStatus.Quarantined), (answer.Verdict, answer.Status));
    }

    [Fact]
    public async Task Report_OfAProbeThatBrokeOff_DoesNotPass()
    {
        var report = SomeReport.On(_candidate);
        var broken = report.Probes[1] with { Outcome = ProbeOutcome.Failed, Reason = "it broke off", Measurements = [] };

        var answer = await RedTeam.BringAsync(_candidate, report with { Probes = [report.Probes[0], broken] });

        Assert.Equal((ReportVerdict.Undecided, CandidateStatus.Quarantined), (answer.Verdict, answer.Status));
    }

    [Fact]
    public async Task Report_OfASmallerRun_IsRefused()
    {
        foreach (var report in (AssuranceReport[])
        [
            SomeReport.On(_candidate) with { Profile = "full" },
            SomeReport.On(_candidate) with { Only = "utility.*" },
            SomeReport.On(_candidate) with { Seed = 12_345 },
        ])
        {
            await Refused.WithAsync("report.other-question", () => RedTeam.BringAsync(_candidate, report));
        }
    }

    [Fact]
    public async Task Report_OfAnOlderCandidate_IsNotGoodForANewerOne()
    {
        var old = SomeReport.On(_candidate, backdoor: 0.9).Write();
        var header = SomeReport.Header(RedTeam, _candidate, old);
        await RedTeam.BringAsync(header, old);
        var reference = await _job.SubmitAsync(value: 7);

        var replayed = header.Clone();
        replayed.Ref = reference;

        await Refused.WithAsync("report.stale", () => RedTeam.BringAsync(replayed, old));
        // With the new nonce in place of the old one the signature does not fit.
        replayed.Nonce = (await RedTeam.OfferedCandidateAsync()).Nonce;
        replayed.ModelDigest = (await RedTeam.OfferedCandidateAsync()).Model.Digest;
        await Refused.WithAsync("report.bad-signature", () => RedTeam.BringAsync(replayed, old));
    }

    [Fact]
    public async Task Report_AfterAFailingOneOfTheSameEvaluator_IsRefused()
    {
        await RedTeam.BringAsync(_candidate, SomeReport.On(_candidate, backdoor: 0.9));

        await Refused.WithAsync("report.second", () => RedTeam.BringAsync(_candidate, SomeReport.On(_candidate)));

        Assert.Equal(CandidateStatus.Quarantined, await _job.StatusAsync(1));
    }

    [Fact]
    public async Task Report_ThatIsNoReport_IsRefused()
    {
        foreach (var bytes in (byte[][])[[.. "{"u8], [.. "null"u8], [.. "[]"u8], [.. "{ \"schemaVersion\": 99 }"u8], [0xFF, 0xFE, 0x00]])
        {
            await Refused.WithAsync("report.malformed", () => BringSignedAsync(Statement(bytes), bytes));
        }
    }

    [Fact]
    public async Task Report_WhoseBytesAreNotTheSignedOnes_IsRefused()
    {
        var bytes = SomeReport.On(_candidate).Write();
        var changed = (byte[])bytes.Clone();
        changed[^3] ^= 1;

        await Refused.WithAsync("report.malformed", () => RedTeam.BringAsync(SomeReport.Header(RedTeam, _candidate, bytes), changed));
        await Refused.WithAsync("report.malformed", () => RedTeam.BringAsync(SomeReport.Header(RedTeam, _candidate, bytes), bytes[..^1]));
    }

    [Fact]
    public async Task Report_ThatIsTooLong_IsRefusedBeforeItIsRead()
    {
        var bytes = SomeReport.On(_candidate).Write();
        foreach (var length in (ulong[])[0, 16_777_217, ulong.MaxValue, (ulong)bytes.Length - 1])
        {
            var header = SomeReport.Header(RedTeam, _candidate, bytes);
            header.Length = length;
            await Refused.WithAsync("report.too-large", () => RedTeam.BringAsync(header, bytes));
        }
    }

    [Fact]
    public async Task Report_WithoutAHeader_IsRefused()
    {
        using var call = RedTeam.Candidates.SubmitReport();
        await call.RequestStream.WriteAsync(new SubmitReportRequest { Data = Google.Protobuf.ByteString.CopyFromUtf8("{}") }, TestContext.Current.CancellationToken);
        await call.RequestStream.CompleteAsync();

        await Refused.WithAsync("request.malformed", () => call.ResponseAsync);
    }

    [Fact]
    public async Task Refusal_OfTheOnlyEvaluator_Quarantines()
    {
        await RedTeam.Candidates.RefuseCandidateAsync(new RefuseCandidateRequest { Ref = _candidate.Ref, Code = "data.does-not-fit", Reason = "no such\nrecords" });

        var shown = await _job.CandidateAsync(1);
        Assert.Equal(CandidateStatus.Quarantined, shown.Candidate.Status);
        Assert.Contains("data.does-not-fit: no such records", shown.Candidate.Reason, StringComparison.Ordinal);
    }

    private ReportStatement Statement(byte[] bytes) => new(
        $"{_candidate.Ref.JobId}/{_candidate.Ref.Number}",
        Digest.FromBytes(_candidate.Nonce.Span),
        Digest.FromBytes(_candidate.Model.Digest.Span),
        Digest.Of(_candidate.Gate.Span),
        Digest.Of(bytes),
        RedTeam.Name);

    private Task<SubmitReportResponse> BringSignedAsync(ReportStatement statement, byte[] bytes) => BringAsync(statement, bytes, statement.Sign(RedTeam.Key.Key));

    private Task<SubmitReportResponse> BringAsync(ReportStatement statement, byte[] bytes, byte[] signature) =>
        RedTeam.BringAsync(SomeReport.Header(_candidate.Ref, statement, bytes.Length, signature), bytes);
}
