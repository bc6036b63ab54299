using System.Net;
using FederatedSecure.Coordinator.Administration;
using FederatedSecure.Coordinator.Server;
using FederatedSecure.Protos.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FederatedSecure.Coordinator.Tests.Support;

/// <summary>A coordinator with real Kestrel, real TLS on a free port and a data directory of its own. Its time is the test's.</summary>
internal sealed class TestCoordinator : IAsyncDisposable
{
    /// <summary>Nothing here takes that long; it only keeps a failing test from hanging.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Action<IServiceCollection>? _services;
    private readonly bool _ownsDirectory;
    private readonly OwnCertificates? _certificates;
    private readonly TimeSpan? _poll;
    private WebApplication? _app;
    private GrpcChannel? _administration;

    private TestCoordinator(string directory, bool ownsDirectory, Action<IServiceCollection>? services, OwnCertificates? certificates, DateTimeOffset at, TimeSpan? poll)
    {
        (DataDirectory, _ownsDirectory, _services, _certificates, _poll) = (directory, ownsDirectory, services, certificates, poll);
        Time = new TestTime(at);
    }

    public string DataDirectory { get; }

    public TestTime Time { get; }

    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    public List<string> Log { get; } = [];

    public JobsService.JobsServiceClient Jobs => new(_administration!);

    public SitesService.SitesServiceClient Sites => new(_administration!);

    public ReleasesService.ReleasesServiceClient Releases => new(_administration!);

    public HealthService.HealthServiceClient Health => new(_administration!);

    /// <param name="services">Replaces parts.</param>
    /// <param name="directory">A data directory that is there and stays; null for one of its own.</param>
    /// <param name="certificates">An operator's own certificates.</param>
    /// <param name="poll">How long sites wait between polls.</param>
    /// <param name="at">What the wall clock says at first; the real time by default, because TLS looks at the real clock.</param>
    public static async Task<TestCoordinator> StartAsync(
        Action<IServiceCollection>? services = null, string? directory = null, OwnCertificates? certificates = null, DateTimeOffset? at = null, TimeSpan? poll = null)
    {
        var coordinator = new TestCoordinator(
            directory ?? Directory.CreateTempSubdirectory("fs-").FullName,
            ownsDirectory: directory is null,
            services,
            certificates,
            at ?? TimeProvider.System.GetUtcNow(),
            poll);
        await coordinator.StartAsync();
        return coordinator;
    }

    /// <summary>Ends the process's part of it, as a restart would: what is not on disk is gone.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Starts again after a stop.</summary>
    public Task StartAgainAsync() => StartAsync();

    public async Task StopAsync()
    {
        _administration!.Dispose();
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_ownsDirectory)
        {
            Directory.Delete(DataDirectory, recursive: true);
        }
    }

    /// <summary>Submits a job file and returns the job's name.</summary>
    public async Task<string> SubmitAsync(string job) =>
        (await Jobs.SubmitJobAsync(new SubmitJobRequest { Job = Google.Protobuf.ByteString.CopyFromUtf8(job) })).JobId;

    /// <summary>Lets a new site join, and introduces it.</summary>
    public async Task<TestSite> JoinAsync(string name)
    {
        var invite = await Sites.CreateInviteAsync(new CreateInviteRequest { Site = name, LifetimeSeconds = 60 });
        return await TestSite.JoinAsync(this, invite.Invite);
    }

    /// <summary>Lets an evaluator join.</summary>
    public async Task<TestSite> JoinEvaluatorAsync(string name)
    {
        var invite = await Sites.CreateInviteAsync(new CreateInviteRequest { Site = name, LifetimeSeconds = 60, Role = MemberRole.Evaluator });
        return await TestSite.JoinAsync(this, invite.Invite);
    }

    /// <summary>Follows a job until it is as wanted, and tells what it then looked like.</summary>
    public async Task<GetJobResponse> UntilAsync(string job, Func<GetJobResponse, bool> wanted)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var call = Jobs.WatchJob(new WatchJobRequest { JobId = job }, cancellationToken: patience.Token);
        await foreach (var _ in call.ResponseStream.ReadAllAsync(patience.Token))
        {
            var now = await Jobs.GetJobAsync(new GetJobRequest { JobId = job }, cancellationToken: patience.Token);
            if (wanted(now))
            {
                return now;
            }
        }

        throw new InvalidOperationException($"The job ended otherwise: {await Jobs.GetJobAsync(new GetJobRequest { JobId = job })}");
    }

    public Task<GetJobResponse> UntilAsync(string job, JobPhase phase) => UntilAsync(job, now => now.Job.Phase == phase);

    public Task<GetJobResponse> UntilPublishedAsync(string job, int round) => UntilAsync(job, now => now.Job.PublishedRounds >= round);

    /// <summary>Asks how the coordinator is until it is as wanted.</summary>
    public async Task<GetHealthResponse> UntilHealthAsync(Func<GetHealthResponse, bool> wanted)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var now = await Health.GetHealthAsync(new GetHealthRequest(), cancellationToken: patience.Token);
            if (wanted(now))
            {
                return now;
            }
        }
    }

    /// <summary>Lets time pass in steps until a job is as wanted.</summary>
    public async Task<GetJobResponse> AdvanceUntilAsync(string job, TimeSpan step, Func<GetJobResponse, bool> wanted)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            Time.Advance(step);
            var now = await Jobs.GetJobAsync(new GetJobRequest { JobId = job }, cancellationToken: patience.Token);
            if (wanted(now))
            {
                return now;
            }
        }
    }

    /// <summary>Fetches a published model's file; round 0 is the last one.</summary>
    public async Task<byte[]> ModelAsync(string job, uint round = 0, bool unreleased = false)
    {
        using var call = Jobs.GetModel(new GetModelRequest { JobId = job, Round = round, Unreleased = unreleased });
        var file = new MemoryStream();
        await foreach (var part in call.ResponseStream.ReadAllAsync())
        {
            part.Data.WriteTo(file);
        }

        return file.ToArray();
    }

    private async Task StartAsync()
    {
        var options = new CoordinatorOptions
        {
            DataDirectory = DataDirectory,
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Address = new Uri("https://localhost:1"),
            Certificates = _certificates,
        };
        options = _poll is { } poll ? options with { IdlePoll = poll, ActivePoll = poll } : options;
        _app = CoordinatorServer.Build(options, Time, logging => logging.AddProvider(new ListLoggerProvider(Log)), _services);
        await _app.StartAsync();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .First(address => address.StartsWith("https", StringComparison.Ordinal)));
        _administration = AdministrationSocket.Connect(DataDirectory);
    }
}
