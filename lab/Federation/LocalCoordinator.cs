using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using FederatedSecure.Coordinator.Administration;
using FederatedSecure.Lab.Processes;
using FederatedSecure.Protos.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Task = System.Threading.Tasks.Task;

namespace FederatedSecure.Lab.Federation;

/// <summary>A coordinator process on the loopback interface, driven by the commands an operator would type.</summary>
public sealed class LocalCoordinator : IAsyncDisposable
{
    private readonly FederationFolder _folder;
    private readonly int _port;
    private readonly ImmutableArray<string> _pace;
    private readonly LocalProcess _process = new("The coordinator");
    private GrpcChannel? _admin;

    /// <param name="folder">Where its files go.</param>
    /// <param name="port">Loopback port to listen on.</param>
    /// <param name="publicPort">Port that sites connect to, where something stands in between.</param>
    /// <param name="quick">Whether sites poll several times a second, which suits a few sites on one machine.</param>
    public LocalCoordinator(FederationFolder folder, int port, int publicPort, bool quick = true)
    {
        _folder = folder;
        _port = port;
        _pace = quick ? ["--idle-poll", "0.5", "--active-poll", "0.1"] : [];
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://localhost:{publicPort}"));
    }

    /// <summary>What sites connect to.</summary>
    public Uri Address { get; }

    /// <summary>The running process.</summary>
    /// <exception cref="InvalidOperationException">It was not started.</exception>
    public ChildProcess Process => _process.Current;

    /// <summary>Ends when the process has died although nobody ended it.</summary>
    public Task<ChildProcessException> Lost => _process.Lost;

    /// <summary>Job administration over the coordinator's local socket.</summary>
    public JobsService.JobsServiceClient Jobs => new(Admin);

    /// <summary>Membership administration over the coordinator's local socket.</summary>
    public SitesService.SitesServiceClient Sites => new(Admin);

    /// <summary>Administration of releases over the coordinator's local socket.</summary>
    public ReleasesService.ReleasesServiceClient Releases => new(Admin);

    private GrpcChannel Admin => _admin ??= AdministrationSocket.Connect(_folder.Coordinator);

    /// <summary>Starts the process (again) and returns once it serves.</summary>
    /// <exception cref="ChildProcessException">It ended instead of serving.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        string listen = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");
        var process = await _process.StartAsync(Spec(["serve", "--listen", listen, "--address", Address.AbsoluteUri.TrimEnd('/'), .. _pace]) with
        {
            LogFile = _folder.Log("coordinator"),
        });
        await process.WaitForLineAsync(line => line.Text.Contains("serving on", StringComparison.Ordinal), cancellation);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        await _process.KillAsync();
        _admin?.Dispose();
        _admin = null;
    }

    /// <summary>`coordinator invite SITE`.</summary>
    public async Task<string> InviteAsync(string site, CancellationToken cancellation) =>
        Last(await Command.RunAsync(Spec(["invite", site]), cancellation));

    /// <summary>`coordinator invite NAME --role evaluator`.</summary>
    public async Task<string> InviteEvaluatorAsync(string name, CancellationToken cancellation) =>
        Last(await Command.RunAsync(Spec(["invite", name, "--role", "evaluator"]), cancellation));

    /// <summary>`coordinator release submit-candidate JOB --weights FILE …`.</summary>
    /// <returns>JOB/NUMBER.</returns>
    public async Task<string> SubmitCandidateAsync(string job, string weights, string approvedBy, string note, CancellationToken cancellation) => Last(
        await Command.RunAsync(Spec(["release", "submit-candidate", job, "--weights", weights, "--approved-by", approvedBy, "--note", note]), cancellation));

    /// <summary>`coordinator job submit FILE`.</summary>
    /// <returns>The job's identifier.</returns>
    public async Task<string> SubmitAsync(string file, CancellationToken cancellation) =>
        Last(await Command.RunAsync(Spec(["job", "submit", file]), cancellation));

    /// <summary>`coordinator model export JOB`.</summary>
    /// <param name="job">The job.</param>
    /// <param name="file">Where to.</param>
    /// <param name="unreleased">Whether the last published model will do where the job has a release gate.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task ExportModelAsync(string job, string file, bool unreleased, CancellationToken cancellation) =>
        Command.RunAsync(Spec(["model", "export", job, "--out", file, .. unreleased ? ["--candidate"] : Array.Empty<string>()]), cancellation);

    /// <summary>Follows a job: first its present state, then every change, until it has ended.</summary>
    public async IAsyncEnumerable<JobProgress> WatchAsync(string job, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var call = Jobs.WatchJob(new WatchJobRequest { JobId = job }, cancellationToken: cancellation);
        var progress = JobProgress.Empty;
        await foreach (var change in call.ResponseStream.ReadAllAsync(cancellation))
        {
            yield return progress = progress.With(change);
        }
    }

    /// <summary>Any other command, which may fail.</summary>
    public Task<CommandResult> TryRunAsync(ImmutableArray<string> arguments, CancellationToken cancellation) =>
        Command.TryRunAsync(Spec(arguments), cancellation);

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        await _process.DisposeAsync();
    }

    private static string Last(CommandResult result) => result.Output.Last(line => line.Length > 0).Trim();

    private ProcessSpec Spec(ImmutableArray<string> arguments) =>
        new("coordinator", ProgramFile.Coordinator, [.. arguments, "--data", _folder.Coordinator]);
}
