using System.Security.Cryptography;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Connection;
using FederatedSecure.Client.Releases;
using FederatedSecure.Client.Tests.Support;
using FederatedSecure.Client.Work;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Protos.V1;
using Google.Protobuf;

namespace FederatedSecure.Client.Tests.Releases;

public sealed class ReleaseDownloadTests
{
    [Fact]
    public async Task Fetch_OfARelease_IsTheVeryFileAndAfterARecallTheOneBefore()
    {
        await using var job = await GatedJob.TrainedAsync();
        var first = await job.Coordinator.ModelAsync(job.Job.Id, unreleased: true);
        await PassAsync(job);
        using var folder = await SiteFolder.JoinAsync(job.Coordinator, "site-a");
        using var connection = Connect(folder);

        Assert.Equal(first, await FetchAsync(folder, connection, job.Job.Id));

        var second = await job.SubmitAsync(value: 7);
        await PassAsync(job);
        Assert.NotEqual(first, await FetchAsync(folder, connection, job.Job.Id));

        await job.Coordinator.Releases.QuarantineCandidateAsync(new QuarantineCandidateRequest { Ref = second, By = "dr-weber", Reason = "wrong" });
        Assert.Equal(first, await FetchAsync(folder, connection, job.Job.Id));
    }

    [Fact]
    public async Task Fetch_WhereNothingIsReleasedOrTheSiteHasNoPart_IsRefused()
    {
        await using var job = await GatedJob.TrainedAsync();
        using var folder = await SiteFolder.JoinAsync(job.Coordinator, "site-a");
        using var connection = Connect(folder);
        using var stranger = await SiteFolder.JoinAsync(job.Coordinator, "site-z");
        using var other = Connect(stranger);

        await Refused.WithAsync("release.none", () => FetchAsync(folder, connection, job.Job.Id));
        await PassAsync(job);
        await Refused.WithAsync("round.not-in-cohort", () => FetchAsync(stranger, other, job.Job.Id));
    }

    [Fact]
    public async Task Statement_OfAReleaseInWhichAnythingIsChanged_IsNotSigned()
    {
        await using var job = await GatedJob.TrainedAsync();
        await PassAsync(job);
        var release = (await job.Job.First.Released.GetReleaseAsync(new GetReleaseRequest { JobId = job.Job.Id })).Release;
        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(Path.Combine(job.Coordinator.DataDirectory, "authority", "server.key"), TestContext.Current.CancellationToken));
        Assert.True(ReleaseStatement.IsSignedBy(release, key));

        foreach (var change in (Action<ReleasedModel>[])
        [
            changed => changed.Model.Digest = ByteString.CopyFrom(new byte[32]),
            changed => changed.ReleasedAt++,
            changed => changed.Reports.Clear(),
            changed => changed.Ref.Number++,
        ])
        {
            var changed = release.Clone();
            change(changed);
            Assert.False(ReleaseStatement.IsSignedBy(changed, key));
        }

        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.False(ReleaseStatement.IsSignedBy(release, stranger));
    }

    private static CoordinatorConnection Connect(SiteFolder folder) =>
        new(folder.Directory, ClientIdentity.Read(folder.Directory), new ClientOptions { Retries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);

    private static async Task<byte[]> FetchAsync(SiteFolder folder, CoordinatorConnection connection, string job) =>
        await File.ReadAllBytesAsync((await ReleaseDownload.FetchAsync(folder.Directory, connection, job, TestContext.Current.CancellationToken)).File);

    private static async Task PassAsync(GatedJob job)
    {
        var candidate = await job.RedTeam.OfferedCandidateAsync();
        await job.RedTeam.BringAsync(candidate, SomeReport.On(candidate));
    }
}
