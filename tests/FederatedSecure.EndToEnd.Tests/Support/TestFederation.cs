using FederatedSecure.Lab.Federation;
using FederatedSecure.Protos.V1;
using Task = System.Threading.Tasks.Task;

namespace FederatedSecure.EndToEnd.Tests.Support;

/// <summary>Coordinator and client processes with spam mails, for one test.</summary>
internal sealed class TestFederation : IAsyncDisposable
{
    private readonly FederationFolder _folder = FederationFolder.Temporary();

    private TestFederation(int sites, Func<int, CuttingProxy>? proxy)
    {
        var port = LocalPorts.Free();
        Proxy = proxy?.Invoke(port);
        Processes = new LocalFederation(_folder, sites, new LocalCoordinator(_folder, port, Proxy?.Port ?? port));
    }

    public LocalFederation Processes { get; }

    public LocalCoordinator Coordinator => Processes.Coordinator;

    /// <summary>What stands between the sites and the coordinator, if anything.</summary>
    public CuttingProxy? Proxy { get; }

    /// <summary>Starts everything.</summary>
    /// <param name="sites">Number of client processes.</param>
    /// <param name="recordsPerSite">Mails at each site.</param>
    /// <param name="proxy">Makes a proxy in front of the coordinator's port; null for none.</param>
    public static async Task<TestFederation> StartAsync(int sites, int recordsPerSite, Func<int, CuttingProxy>? proxy = null)
    {
        var federation = new TestFederation(sites, proxy);
        try
        {
            var cancellation = TestContext.Current.CancellationToken;
            await federation.Coordinator.StartAsync(cancellation);
            await federation.Processes.AddSitesAsync(
                SpamJob.DataSet, site => SpamMails.Deal(federation.Processes, site, recordsPerSite), ["allowPlain", "allowNonPrivate"], joined: null, cancellation);
            return federation;
        }
        catch
        {
            await federation.DisposeAsync();
            throw;
        }
    }

    public async Task<string> SubmitAsync(string job)
    {
        var file = Path.Combine(_folder.Root, "job.json");
        await File.WriteAllTextAsync(file, job, TestContext.Current.CancellationToken);
        return await Coordinator.SubmitAsync(file, TestContext.Current.CancellationToken);
    }

    /// <summary>Follows a job to its end.</summary>
    /// <param name="job">Its identifier.</param>
    /// <param name="observe">Sees every change.</param>
    public Task<JobProgress> FinishAsync(string job, Func<JobProgress, Task>? observe = null) => Processes.GuardAsync(
        async token =>
        {
            var progress = JobProgress.Empty;
            await foreach (var change in Coordinator.WatchAsync(job, token))
            {
                progress = change;
                await (observe?.Invoke(change) ?? Task.CompletedTask);
            }

            Assert.True(progress.Job.Phase == JobPhase.Completed, $"{progress.Job.Phase}: {progress.Job.Reason}");
            return progress;
        },
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Processes.DisposeAsync();
        if (Proxy is { } proxy)
        {
            await proxy.DisposeAsync();
        }

        _folder.Dispose();
    }
}
