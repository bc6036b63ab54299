using System.Text;
using System.Text.Json;
using FederatedSecure.Rounds.Machine;
using FederatedSecure.Rounds.Tests.Support;

namespace FederatedSecure.Rounds.Tests.Machine;

public sealed class JobEventCodecTests
{
    public static TheoryData<JobEvent> Events =>
    [
        new JobEvent.OfferAccepted(1, 2, Some.Site(1)),
        new JobEvent.OfferRefused(1, 2, Some.Site(1), "policy.hours", "not \"now\", später"),
        new JobEvent.ProgressMade(1, 2, Some.Site(1)),
        new JobEvent.UpdateCommitted(1, 2, Some.Site(1), Some.Update(Some.Site(1)), 1L << 40, new TrainingSummary(1L << 53, double.MaxValue, 1e-300)),
        new JobEvent.UpdateUnusable(1, 2, Some.Site(1), "a", "b"),
        new JobEvent.SiteFailed(1, 2, Some.Site(1), "a", "b"),
        new JobEvent.SiteRevoked(Some.Site(1)),
        new JobEvent.Tick(),
        new JobEvent.ModelPublished(1, 2, Some.Model(1), Some.Model(2)),
        new JobEvent.ModelPublished(1, 2, Some.Model(1), null),
        new JobEvent.AggregationFailed(1, 2, "no room"),
        new JobEvent.EvaluationReported(1, 2, Some.Site(1), Some.Model(1), 10, 9, 0.1),
        new JobEvent.JobCancelled(),
        new JobEvent.UpdateCommitted(1, 2, Some.Site(1), Some.Update(Some.Site(1)), 24, null),
        new JobEvent.UnmaskAnswered(1, 2, Some.Site(1)),
        new JobEvent.UnmaskRefused(1, 2, Some.Site(1), "unmask.header", "forged"),
        new JobEvent.SiteJudged(Some.Site(1), Judgement.Pardon, "cleared up"),
    ];

    [Theory]
    [MemberData(nameof(Events))]
    public void Deserialize_WhatWasSerialized_IsEqual(JobEvent @event) =>
        Assert.Equal(@event, JobEventCodec.Deserialize(JobEventCodec.Serialize(@event)));

    [Fact]
    public void Deserialize_SitesAvailable_IsEqual()
    {
        var read = (JobEvent.SitesAvailable)JobEventCodec.Deserialize(
            JobEventCodec.Serialize(new JobEvent.SitesAvailable(Some.Sites(3), ulong.MaxValue)));

        Assert.Equal(Some.Sites(3), read.Sites);
        Assert.Equal(ulong.MaxValue, read.Seed);
    }

    [Fact]
    public void Deserialize_BucketsOpened_IsEqual()
    {
        var opened = new BucketResult([Some.Site(1), Some.Site(2)], new BucketFigures(5, 100, 0.5, 20, 19, 1e-3, 2), "", false, [Some.Site(3)], []);
        var dropped = new BucketResult([Some.Site(4)], null, "no", true, [], [new ShareComplaint(Some.Site(4), 3)]);

        var read = (JobEvent.BucketsOpened)JobEventCodec.Deserialize(JobEventCodec.Serialize(new JobEvent.BucketsOpened(1, 2, 7, [opened, dropped])));

        Assert.Equal((1, 2, 7), (read.Round, read.Attempt, read.Answers));
        Assert.Equal([opened.Figures, null], read.Buckets.Select(bucket => bucket.Figures));
        Assert.Equal(["", "no; 3 share holders could not use what site-4 shared with them"], read.Buckets.Select(bucket => bucket.Reason));
        Assert.Equal([Some.Site(1), Some.Site(2)], read.Buckets[0].Members);
        Assert.Equal([Some.Site(3)], read.Buckets[0].WrongHolders);
        Assert.Equal([false, true], read.Buckets.Select(bucket => bucket.CanRetry));
    }

    [Fact]
    public void Events_OfEveryKind_AreTried()
    {
        var kinds = typeof(JobEvent).GetNestedTypes().Where(type => !type.IsAbstract).ToHashSet();
        kinds.ExceptWith(Events.Select(row => row.Data.GetType()));

        Assert.Equal([typeof(JobEvent.SitesAvailable), typeof(JobEvent.BucketsOpened)], kinds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"kind":"from-the-future"}""")]
    [InlineData("""{"kind":"System.IO.FileInfo"}""")]
    [InlineData("""{"$type":"System.IO.FileInfo"}""")]
    [InlineData("""{"kind":"offer-accepted","round":1,"attempt":1,"site":"../../etc"}""")]
    [InlineData("""{"kind":"model-published","round":1,"attempt":1,"model":"abc"}""")]
    [InlineData("""{"kind":"tick"} x""")]
    public void Deserialize_AnythingElse_IsAJsonException(string text) =>
        Assert.Throws<JsonException>(() => JobEventCodec.Deserialize(Encoding.UTF8.GetBytes(text)));
}
