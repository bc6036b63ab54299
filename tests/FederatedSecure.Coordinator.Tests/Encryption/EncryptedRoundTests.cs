using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Hosting.Encryption;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using UploadHeader = FederatedSecure.Cryptography.SecureAggregation.UploadHeader;

namespace FederatedSecure.Coordinator.Tests.Encryption;

/// <summary>Six sites in buckets of three, five of six share holders needed, over real gRPC: what the coordinator does with them.</summary>
public sealed class EncryptedRoundTests : IAsyncLifetime
{
    private RunningJob _job = null!;

    public async ValueTask InitializeAsync() => _job = await RunningJob.StartAsync(JobText.Encrypted(minimumReports: 3), sites: 6);

    public ValueTask DisposeAsync() => _job.DisposeAsync();

    [Fact]
    public async Task Round_HonestSites_PublishesTheirMeanAndTellsNothingOfASite()
    {
        var before = await _job.First.OfferedAsync();
        var start = before.Read(await _job.First.DownloadAsync(before));
        var steps = await ReportAsync();

        foreach (var site in _job.Sites.Take(5))
        {
            await site.OpenAsync();
        }

        var record = (await _job.UntilPublishedAsync(1)).Rounds[^1];
        Assert.Equal(RoundOutcome.Completed, record.Outcome);
        Assert.Equal([3, 3], record.Buckets.Select(bucket => bucket.Sites.Count));
        Assert.All(record.Buckets, bucket => Assert.True(bucket.Opened));
        Assert.Equal(5, record.Holders.Count(holder => holder.Outcome == HolderOutcome.Answered));
        // The figures of ten records each, with a loss of 0.5.
        Assert.Equal(0.5, record.TrainingLoss);

        var model = await ExportAsync(before, 1);
        var step = 2.0 / 65_535;
        Assert.All(model.Zip(start), pair => Assert.InRange(pair.First - pair.Second, steps.Average() - step, steps.Average() + step));
    }

    [Fact]
    public async Task Round_CoordinatorStartedAgainAtEveryStep_LosesNothing()
    {
        foreach (var site in _job.Sites)
        {
            var plan = await site.AcceptAsync();
            await site.UploadAsync(plan, site.Protect(plan, plan.Constant(0.1f)));
            await _job.Coordinator.RestartAsync();
        }

        foreach (var site in _job.Sites.Take(5))
        {
            await site.OpenAsync();
            await _job.Coordinator.RestartAsync();
        }

        Assert.Equal(RoundOutcome.Completed, (await _job.UntilPublishedAsync(1)).Rounds[^1].Outcome);
    }

    [Fact]
    public async Task Round_TwoHoldersGone_IsAbandonedAndNothingIsOpened()
    {
        await ReportAsync();
        foreach (var site in _job.Sites.Take(4))
        {
            await site.OpenAsync();
        }

        var now = await _job.Coordinator.AdvanceUntilAsync(_job.Id, TimeSpan.FromSeconds(20), state => state.Rounds[^1].Outcome == RoundOutcome.Abandoned);

        Assert.Contains("4 of at least 5 share holders", now.Rounds[^1].Reason, StringComparison.Ordinal);
        Assert.Empty(now.Rounds[^1].Buckets);
    }

    [Fact]
    public async Task Update_InThePlain_IsNotEvenLookedAt()
    {
        var plan = await _job.First.AcceptAsync();

        await Refused.WithAsync("update.encoding", () => _job.First.UploadAsync(plan, plan.Constant(1)));
    }

    [Fact]
    public async Task Figures_InThePlain_AreRefused()
    {
        var plan = await _job.First.AcceptAsync();
        var (header, content) = _job.First.Protect(plan, plan.Constant(0.1f));
        var manifest = ContentManifest.Of(new MemoryStream(content));
        await _job.First.OfferAsync(plan, manifest, request => request.Encoding = UpdateEncoding.Bfv);
        await _job.First.PutAsync(plan, manifest, content, Enumerable.Range(0, manifest.Chunks.Length));

        await Refused.WithAsync("update.bad-summary", () => _job.First.CommitAsync(plan, manifest.Digest, change: request => request.Header = header.ToMessage()));
        await Refused.WithAsync("evaluation.plain", () => _job.First.ReportAsync(plan, 10, 9, 1));

        // And without them it is taken.
        Assert.NotNull((await _job.First.CommitEncryptedAsync(plan, manifest.Digest, header.ToMessage())).Receipt);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("other-site")]
    [InlineData("other-plan")]
    [InlineData("signature")]
    [InlineData("envelopes")]
    public async Task Update_WithoutAHeaderOfItsOwn_ExcludesTheSiteAndTheRoundGoesOn(string fault)
    {
        var bad = _job.Sites[5];
        await ReportAsync(_job.Sites.Take(5));
        var plan = await bad.AcceptAsync();
        var (header, content) = bad.Protect(plan, plan.Constant(0.1f));
        var changed = fault switch
        {
            "none" => null,
            "other-site" => _job.First.SignFor(plan, content).ToMessage(),
            "other-plan" => UploadHeader.Sign(bad.Key.Key, Digest.Of("another plan"u8), bad.Name, header.Update, header.Envelopes).ToMessage(),
            "signature" => (header with { Signature = [.. header.Signature[..^1], (byte)(header.Signature[^1] ^ 1)] }).ToMessage(),
            _ => UploadHeader.Sign(bad.Key.Key, header.Plan, bad.Name, header.Update, header.Envelopes[1..]).ToMessage(),
        };
        var manifest = ContentManifest.Of(new MemoryStream(content));
        await bad.OfferAsync(plan, manifest, request => request.Encoding = UpdateEncoding.Bfv);
        await bad.PutAsync(plan, manifest, content, Enumerable.Range(0, manifest.Chunks.Length));

        await Refused.WithAsync("update.bad-header", () => bad.CommitEncryptedAsync(plan, manifest.Digest, changed));

        Assert.Equal(SiteOutcome.Failed, (await OpenAllButAsync(bad)).Single(site => site.Site == bad.Name).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Update_ThatCanBeSeenToBeWrong_ExcludesTheSiteAndTheRoundGoesOn(bool envelope)
    {
        var bad = _job.Sites[5];
        await ReportAsync(_job.Sites.Take(5));
        var plan = await bad.AcceptAsync();
        var (header, content) = bad.Protect(plan, plan.Constant(0.1f));
        if (envelope)
        {
            // Signed for as a whole, but not the envelope that the header names.
            content[10] ^= 1;
            header = UploadHeader.Sign(bad.Key.Key, header.Plan, bad.Name, Digest.Of(content), header.Envelopes);
        }
        else
        {
            // Coefficients of ones are not below q.
            content.AsSpan((int)TestSite.Secure(plan).Upload.OfChunk(0)).Fill(0xff);
            header = bad.SignFor(plan, content);
        }

        await Refused.WithAsync("update.bad-ciphertext", () => bad.UploadAsync(plan, (header, content)));

        Assert.Equal(SiteOutcome.Failed, (await OpenAllButAsync(bad)).Single(site => site.Site == bad.Name).Outcome);
    }

    [Fact]
    public async Task Update_OfAnotherSite_CannotBeSentAsOnesOwn()
    {
        var plan = await _job.First.AcceptAsync();
        var victims = _job.First.Protect(plan, plan.Constant(0.1f));
        await _job.First.UploadAsync(plan, victims);
        var same = await _job.Second.AcceptAsync();

        await Refused.WithAsync("update.bad-header", () => _job.Second.UploadAsync(same, victims));
    }

    [Fact]
    public async Task Update_SecondOneForThePlan_IsRefused()
    {
        var plan = await _job.First.AcceptAsync();
        await _job.First.UploadAsync(plan, _job.First.Protect(plan, plan.Constant(0.1f)));

        await Refused.WithAsync("update.other-offered", () => _job.First.UploadAsync(plan, _job.First.Protect(plan, plan.Constant(0.2f))));
    }

    [Fact]
    public async Task Update_OfNonsense_CostsItsBucketAndNoMore()
    {
        var bad = _job.Sites[5];
        await ReportAsync(_job.Sites.Take(5));
        var plan = await bad.AcceptAsync();
        var (_, content) = bad.Protect(plan, plan.Constant(0.1f));
        // Below q, as the top bits of every coefficient are gone, and nothing that belongs to the shares.
        var secure = TestSite.Secure(plan);
        new Numerics.SeededRandomSource(5).Fill(content.AsSpan((int)secure.Upload.OfChunk(0), 40));
        content[(int)secure.Upload.OfChunk(0) + 5] &= 0x0f;
        await bad.UploadAsync(plan, (bad.SignFor(plan, content), content));
        foreach (var site in _job.Sites)
        {
            await site.OpenAsync();
        }

        var record = (await _job.UntilPublishedAsync(1)).Rounds[^1];

        Assert.Equal(RoundOutcome.CompletedDegraded, record.Outcome);
        var dropped = Assert.Single(record.Buckets, bucket => !bucket.Opened);
        Assert.Contains(bad.Name, dropped.Sites);
        Assert.Equal(dropped.Sites.Order(), record.Sites.Where(site => site.Outcome == SiteOutcome.Dropped).Select(site => site.Site));
        Assert.Contains("ciphertext", dropped.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shares_ThatDoNotDecrypt_AreComplainedOfAndCostTheirBucketOnly()
    {
        var bad = _job.Sites[5];
        await ReportAsync(_job.Sites.Take(5));
        var plan = await bad.AcceptAsync();
        var (_, content) = bad.Protect(plan, plan.Constant(0.1f));
        content.AsSpan(0, (int)TestSite.Secure(plan).Upload.EnvelopesLength).Reverse();
        await bad.UploadAsync(plan, (bad.SignFor(plan, content), content));
        foreach (var site in _job.Sites)
        {
            await site.OpenAsync();
        }

        var record = (await _job.UntilPublishedAsync(1)).Rounds[^1];

        var dropped = Assert.Single(record.Buckets, bucket => !bucket.Opened);
        Assert.Contains($"could not use what {bad.Name} shared", dropped.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ThatIsWrong_IsNamedAndTheRoundOpensWithTheOthers()
    {
        await ReportAsync();
        var liar = _job.First;
        var (_, answer) = await liar.AnswerForAsync(await liar.AskedAsync());
        foreach (var part in answer)
        {
            var sum = part.Sum.ToByteArray();
            sum[3] ^= 0x10;
            part.Sum = ByteString.CopyFrom(sum);
        }

        await liar.SubmitAsync(answer);
        foreach (var site in _job.Sites.Skip(1))
        {
            await site.OpenAsync();
        }

        var record = (await _job.UntilPublishedAsync(1)).Rounds[^1];

        Assert.Equal(RoundOutcome.Completed, record.Outcome);
        var named = Assert.Single(record.Holders, holder => holder.Outcome == HolderOutcome.Wrong);
        Assert.Equal(liar.Name, named.Site);
        Assert.Contains("wrong for every bucket", named.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_SecondOneThatDiffers_ChangesNothing()
    {
        await ReportAsync();
        var plan = await _job.First.AskedAsync();
        var (_, answer) = await _job.First.AnswerForAsync(plan);
        await _job.First.SubmitAsync(answer);
        foreach (var part in answer)
        {
            part.Sum = ByteString.CopyFrom(new byte[part.Sum.Length]);
        }

        await _job.First.SubmitAsync(answer);
        foreach (var site in _job.Sites.Skip(1).Take(4))
        {
            await site.OpenAsync();
        }

        Assert.DoesNotContain((await _job.UntilPublishedAsync(1)).Rounds[^1].Holders, holder => holder.Outcome == HolderOutcome.Wrong);
    }

    [Theory]
    [InlineData("partition", "unmask.other-partition")]
    [InlineData("plan", "plan.digest-mismatch")]
    [InlineData("bucket", "unmask.malformed")]
    [InlineData("missing", "unmask.malformed")]
    [InlineData("more", "unmask.malformed")]
    [InlineData("length", "unmask.malformed")]
    [InlineData("both", "unmask.malformed")]
    [InlineData("stranger", "unmask.malformed")]
    public async Task Answer_ThatIsNone_IsRefusedAndAGoodOneIsTakenAfterIt(string fault, string code)
    {
        await ReportAsync();
        var (_, answer) = await _job.First.AnswerForAsync(await _job.First.AskedAsync());
        var bad = answer.ConvertAll(part => part.Clone());
        switch (fault)
        {
            case "partition":
                bad[0].PartitionDigest = ByteString.CopyFrom(Digest.Of("other"u8).ToArray());
                break;
            case "plan":
                bad[0].Ref.PlanDigest = ByteString.CopyFrom(Digest.Of("other"u8).ToArray());
                break;
            case "bucket":
                bad[1].Bucket = 0;
                break;
            case "missing":
                bad.RemoveAt(1);
                break;
            case "more":
                bad.Add(bad[1]);
                break;
            case "length":
                bad[1].Sum = ByteString.CopyFrom(bad[1].Sum.Span[1..]);
                break;
            case "both":
                bad[1].Complaints.Add(_job.First.Name);
                break;
            default:
                bad[1].Sum = ByteString.Empty;
                bad[1].Complaints.Add("site-z");
                break;
        }

        await Refused.WithAsync(code, () => _job.First.SubmitAsync(bad));
        await _job.First.SubmitAsync(answer);

        Assert.Equal(HolderOutcome.Answered, (await _job.NowAsync()).Rounds[^1].Holders.Single(holder => holder.Site == _job.First.Name).Outcome);
    }

    [Fact]
    public async Task Opening_BeforeTheUpdatesAreIn_IsRefused()
    {
        var plan = await _job.First.AcceptAsync();
        await _job.First.UploadAsync(plan, _job.First.Protect(plan, plan.Constant(0.1f)));

        await Refused.WithAsync("round.closed", async () => await _job.First.Unmasking.RefuseUnmaskAsync(new RefuseUnmaskRequest { Ref = plan.Ref }));
        await Refused.WithAsync("round.closed", () => _job.First.AnswerForAsync(plan));
    }

    [Fact]
    public async Task Site_ThatShowsAnothersKeyAsItsOwn_IsRefused()
    {
        var site = await _job.Coordinator.JoinAsync("site-z");

        await Refused.WithAsync("enrolment.bad-envelope-key", async () => await site.Sessions.HelloAsync(new HelloRequest
        {
            Version = "1",
            PolicyDigest = ByteString.CopyFrom(new byte[32]),
            EnvelopeKey = TestSite.Show(_job.First.ShareKey, _job.First.Key, "site-z"),
        }));
    }

    private async Task<List<float>> ReportAsync(IEnumerable<TestSite>? sites = null)
    {
        var steps = new List<float>();
        foreach (var site in sites ?? _job.Sites)
        {
            var plan = await site.AcceptAsync();
            steps.Add((0.05f * steps.Count) - 0.1f);
            await site.UploadAsync(plan, site.Protect(plan, plan.Constant(steps[^1])));
        }

        return steps;
    }

    private async Task<IReadOnlyList<SiteRecord>> OpenAllButAsync(TestSite bad)
    {
        foreach (var site in _job.Sites.Where(site => site != bad))
        {
            await site.OpenAsync();
        }

        return (await _job.UntilPublishedAsync(1)).Rounds[^1].Sites;
    }

    private async Task<float[]> ExportAsync(TestPlan plan, uint round)
    {
        using var file = new MemoryStream();
        using var call = _job.Coordinator.Jobs.GetModel(new GetModelRequest { JobId = _job.Id, Round = round });
        while (await call.ResponseStream.MoveNext(default))
        {
            call.ResponseStream.Current.Data.WriteTo(file);
        }

        return plan.Read(file.ToArray());
    }
}
