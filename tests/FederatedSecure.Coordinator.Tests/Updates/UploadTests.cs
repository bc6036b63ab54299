using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Protos.V1;
using Google.Protobuf;

namespace FederatedSecure.Coordinator.Tests.Updates;

/// <summary>What a site can do wrong with its update, and what then becomes of it and of the round.</summary>
public sealed class UploadTests : IAsyncLifetime
{
    private TestCoordinator _coordinator = null!;
    private TestSite _site = null!;
    private TestSite _other = null!;
    private TestPlan _plan = null!;
    private string _job = "";

    public async ValueTask InitializeAsync()
    {
        _coordinator = await TestCoordinator.StartAsync();
        _site = await _coordinator.JoinAsync("hospital-a");
        _other = await _coordinator.JoinAsync("hospital-b");
        _job = await _coordinator.SubmitAsync(JobText.Of(sites: 2, minimumReports: 1, model: JobText.Large, attempts: 1));
        await _site.PollAsync();
        await _other.PollAsync();
        _plan = await _site.AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _site.Dispose();
        _other.Dispose();
        await _coordinator.DisposeAsync();
    }

    [Fact]
    public async Task Upload_BrokenInTheMiddle_GoesOnWithWhatIsMissing()
    {
        var update = TestUpdate.Rising(_plan);
        Assert.Equal(3, (await _site.OfferAsync(_plan, update.Manifest)).Missing.Count);
        await _site.PutAsync(_plan, update.Manifest, update.Bytes, 1);

        var missing = (await _site.OfferAsync(_plan, update.Manifest)).Missing;

        Assert.Equal([update.Manifest.Chunks[0], update.Manifest.Chunks[2]], missing.Select(chunk => Digest.FromBytes(chunk.Span)));
        await Refused.WithAsync("update.incomplete", () => _site.CommitAsync(_plan, update.Manifest.Digest));
        await _site.PutAsync(_plan, update.Manifest, update.Bytes, 2, 0);
        await _site.CommitAsync(_plan, update.Manifest.Digest);
    }

    [Fact]
    public async Task Upload_ReorderedAndDuplicatedChunks_IsTheSameUpdate()
    {
        var update = TestUpdate.Rising(_plan);
        await _site.OfferAsync(_plan, update.Manifest);

        await _site.PutAsync(_plan, update.Manifest, update.Bytes, 2, 2, 0, 1, 0);

        var receipt = (await _site.CommitAsync(_plan, update.Manifest.Digest)).Receipt;
        Assert.Equal(update.Manifest.Digest, Digest.FromBytes(receipt.UpdateDigest.Span));
    }

    [Fact]
    public async Task Commit_Repeated_GivesTheSameReceiptEvenAfterTheRound()
    {
        var update = TestUpdate.Rising(_plan);
        var receipt = await _site.UploadAsync(_plan, update.Values());
        Assert.Equal(receipt, (await _site.CommitAsync(_plan, update.Manifest.Digest)).Receipt);

        await _other.UploadAsync(await _other.AcceptAsync(), update.Values());
        await _coordinator.UntilAsync(_job, JobPhase.Completed);

        Assert.Equal(receipt, (await _site.CommitAsync(_plan, update.Manifest.Digest)).Receipt);
    }

    [Fact]
    public async Task Upload_OfConstantValues_WhichIsOneChunkOverAndOver_Works()
    {
        // Whole chunks of the same bytes have the same digest.
        await _site.UploadAsync(_plan, _plan.Constant(0.25f));
        await _other.UploadAsync(await _other.AcceptAsync(), _plan.Constant(0.25f));
        await _coordinator.UntilAsync(_job, JobPhase.Completed);
    }

    [Theory]
    [InlineData(-4)]
    [InlineData(4)]
    [InlineData(-2_460_000 + 4)]
    public async Task Offer_OfAnotherSize_IsRefused(int more)
    {
        var update = TestUpdate.Of(new byte[_plan.Layout.ByteLength + more]);
        await Refused.WithAsync("update.wrong-size", () => _site.OfferAsync(_plan, update.Manifest));
    }

    [Fact]
    public async Task Offer_ManifestThatContradictsItself_IsRefused()
    {
        var update = TestUpdate.Rising(_plan);
        Action<OfferUpdateRequest>[] lies =
        [
            request => request.Manifest.Chunks.RemoveAt(0),
            request => request.Manifest.Chunks.Add(request.Manifest.Chunks[0]),
            request => request.Manifest.ChunkSize = 1,
            request => request.Manifest.Chunks[0] = ByteString.CopyFrom(1, 2, 3),
            request => request.Manifest.Digest = ByteString.Empty,
            request => request.Manifest = null,
        ];

        foreach (var lie in lies)
        {
            await Refused.WithAsync("update.bad-manifest", () => _site.OfferAsync(_plan, update.Manifest, lie));
        }
    }

    [Fact]
    public async Task Offer_UnknownEncoding_IsRefused() => await Refused.WithAsync(
        "update.encoding", () => _site.OfferAsync(_plan, TestUpdate.Rising(_plan).Manifest, request => request.Encoding = UpdateEncoding.Unspecified));

    [Fact]
    public async Task Offer_TwoDifferentUpdates_KeepsTheFirst()
    {
        var first = TestUpdate.Rising(_plan);
        await _site.OfferAsync(_plan, first.Manifest);

        await Refused.WithAsync("update.other-offered", () => _site.OfferAsync(_plan, TestUpdate.Rising(_plan, 2e-6f).Manifest));

        await _site.UploadAsync(_plan, first.Values());
    }

    [Fact]
    public async Task Put_AlteredTruncatedOversizedOrForeignChunk_IsRefusedAndTheRestIsKept()
    {
        var update = TestUpdate.Rising(_plan);
        await _site.OfferAsync(_plan, update.Manifest);
        await _site.PutAsync(_plan, update.Manifest, update.Bytes, 0);
        var good = TestPlan.Chunk(update.Manifest, update.Bytes, 1);
        var altered = (byte[])good.Clone();
        altered[77] ^= 1;

        await Refused.WithAsync("chunk.wrong-digest", () => _site.PutAsync(_plan, (update.Manifest.Chunks[1], altered)));
        await Refused.WithAsync("chunk.wrong-size", () => _site.PutAsync(_plan, (update.Manifest.Chunks[1], good[..^1])));
        await Refused.WithAsync("chunk.wrong-size", () => _site.PutAsync(_plan, (update.Manifest.Chunks[1], [.. good, 0])));
        await Refused.WithAsync("chunk.unknown", () => _site.PutAsync(_plan, (Digest.Of(good.AsSpan(1)), good[1..])));
        await Refused.WithAsync("chunk.unknown", () => _site.PutAsync(_plan, (null, good)));

        Assert.Equal(2, (await _site.OfferAsync(_plan, update.Manifest)).Missing.Count);
        await _site.UploadAsync(_plan, update.Values());
    }

    [Fact]
    public async Task Put_WithoutAnOffer_IsRefused()
    {
        var update = TestUpdate.Rising(_plan);
        await Refused.WithAsync("update.bad-manifest", () => _site.PutAsync(_plan, update.Manifest, update.Bytes, 0));
        await Refused.WithAsync("update.bad-manifest", () => _site.CommitAsync(_plan, update.Manifest.Digest));
    }

    [Fact]
    public async Task Commit_WholeThatIsNotTheAnnounced_TakesTheSiteOutAndTheRoundGoesOn()
    {
        var update = TestUpdate.Rising(_plan);
        var wrong = Digest.Of("something else"u8);
        await _site.OfferAsync(_plan, update.Manifest, request => request.Manifest.Digest = ByteString.CopyFrom(wrong.ToArray()));
        await _site.PutAsync(_plan, update.Manifest, update.Bytes, update.All);

        await Refused.WithAsync("update.wrong-digest", () => _site.CommitAsync(_plan, wrong));

        await OthersPublishWithoutAsync("update.wrong-digest");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public async Task Commit_ValueThatIsNotFinite_TakesTheSiteOutAndTheRoundGoesOn(float value)
    {
        var values = _plan.Constant(0.5f);
        values[^1] = value;

        await Refused.WithAsync("update.not-finite", () => _site.UploadAsync(_plan, values));

        await OthersPublishWithoutAsync("update.not-finite");
    }

    [Fact]
    public async Task Commit_FiguresThatCannotBe_AreRefused()
    {
        var update = TestUpdate.Rising(_plan);
        await _site.OfferAsync(_plan, update.Manifest);
        await _site.PutAsync(_plan, update.Manifest, update.Bytes, update.All);
        Action<CommitRequest>[] lies =
        [
            request => request.Summary = null,
            request => request.Summary.Examples = 0,
            request => request.Summary.Examples = ulong.MaxValue,
            request => request.Summary.Loss = double.NaN,
            request => request.Summary.Loss = -1,
            request => request.Summary.Seconds = double.PositiveInfinity,
        ];

        foreach (var lie in lies)
        {
            await Refused.WithAsync("update.bad-summary", () => _site.CommitAsync(_plan, update.Manifest.Digest, change: lie));
        }

        await _site.CommitAsync(_plan, update.Manifest.Digest);
    }

    [Fact]
    public async Task Calls_ForAnotherJobRoundAttemptPlanOrSite_AreRefused()
    {
        var update = TestUpdate.Rising(_plan);
        async Task With(string code, Action<PlanRef> change, TestSite? site = null)
        {
            var offer = _plan.Offer.Clone();
            change(offer.Ref);
            await Refused.WithAsync(code, () => (site ?? _site).OfferAsync(new TestPlan(offer), update.Manifest));
        }

        await With("job.unknown", reference => reference.JobId = "j-aaaaaaaaaa");
        await With("job.unknown", reference => reference.JobId = "../../etc/passwd");
        await With("round.unknown", reference => reference.Round = 7);
        await With("round.unknown", reference => reference.Attempt = 2);
        await With("request.malformed", reference => reference.Round = uint.MaxValue);
        await With("plan.digest-mismatch", reference => reference.PlanDigest = ByteString.CopyFrom(new byte[32]));
        await With("plan.digest-mismatch", reference => reference.PlanDigest = ByteString.Empty);
        using var outsider = await _coordinator.JoinAsync("hospital-c");
        await With("round.not-in-cohort", _ => { }, outsider);
    }

    [Fact]
    public async Task Upload_AfterTheDeadline_IsRefusedAndSaysSo()
    {
        var update = TestUpdate.Rising(_plan);
        await _site.OfferAsync(_plan, update.Manifest);
        _coordinator.Time.Advance(TimeSpan.FromMinutes(10));
        await _coordinator.UntilAsync(_job, JobPhase.Failed);

        await Refused.WithAsync("job.ended", () => _site.PutAsync(_plan, update.Manifest, update.Bytes, 0));
    }

    private async Task OthersPublishWithoutAsync(string code)
    {
        await Refused.WithAsync("round.already-answered", () => _site.UploadAsync(_plan, _plan.Constant(0.5f)));
        await _other.UploadAsync(await _other.AcceptAsync(), _plan.Constant(0.5f));
        var job = await _coordinator.UntilAsync(_job, JobPhase.Completed);

        var record = Assert.Single(job.Rounds);
        Assert.Equal(RoundOutcome.CompletedDegraded, record.Outcome);
        var culprit = record.Sites.Single(site => site.Site == "hospital-a");
        Assert.Equal(SiteOutcome.Failed, culprit.Outcome);
        Assert.Contains(code, culprit.Reason, StringComparison.Ordinal);
    }
}
