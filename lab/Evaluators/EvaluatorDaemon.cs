using System.Security.Cryptography;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Connection;
using FederatedSecure.Client.Work;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Hosting.Errors;
using FederatedSecure.Hosting.Files;
using FederatedSecure.Learning.Data;
using FederatedSecure.Protos.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;

namespace FederatedSecure.Lab.Evaluators;

/// <summary>
/// The daemon of an evaluator: asks for candidates, fetches them, attacks them with records of its own, and brings signed reports. It
/// goes on where it was after an interruption: with the probes that are missing, or with the report that was not taken yet.
/// </summary>
internal sealed partial class EvaluatorDaemon : IDisposable
{
    private const string ReportFile = "report.json";
    private const uint LongestPollMilliseconds = 600_000;
    private const long LongestRenewalSeconds = 366 * 86_400L;
    private static readonly TimeSpan CertificateCheck = TimeSpan.FromMinutes(10);
    private readonly ClientDirectory _directory;
    private readonly ClientIdentity _identity;
    private readonly ClientOptions _options;
    private readonly ICandidateAttack _attack;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CoordinatorConnection _connection;
    private readonly EvaluationJournal _journal;
    private readonly ModelDownload _models;
    private readonly ReportDelivery _delivery;
    private DateTimeOffset _helloAt = DateTimeOffset.MinValue;
    private DateTimeOffset _renewAt = DateTimeOffset.MaxValue;

    /// <param name="directory">The evaluator's directory.</param>
    /// <param name="options">How it behaves towards its coordinator.</param>
    /// <param name="attack">What attacks.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Where it tells what it does.</param>
    /// <exception cref="CommandException">The directory holds no usable identity.</exception>
    public EvaluatorDaemon(ClientDirectory directory, ClientOptions options, ICandidateAttack attack, TimeProvider time, ILogger logger)
    {
        (_directory, _options, _attack, _time, _logger) = (directory, options, attack, time, logger);
        directory.Create();
        _identity = ClientIdentity.Read(directory);
        _connection = new CoordinatorConnection(directory, _identity, options, time);
        _journal = new EvaluationJournal(directory);
        _models = new ModelDownload(directory, _connection);
        _delivery = new ReportDelivery(_connection, _identity.Site);
    }

    /// <summary>Where a candidate's parts, report and pages are kept.</summary>
    public static string FolderOf(ClientDirectory directory, CandidateTask task) => Path.Combine(directory.Root, "candidates", task.FolderName);

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        Started(_logger, _identity.Site, _identity.Address);
        while (!cancellation.IsCancellationRequested)
        {
            var pause = await TurnAsync(cancellation);
            try
            {
                await Task.Delay(pause, _time, cancellation);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        Stopped(_logger, _identity.Site);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _journal.Dispose();
        _connection.Dispose();
    }

    /// <summary>One turn: introduce oneself if need be, renew if need be, ask for a candidate, attack it.</summary>
    /// <returns>How long to wait before the next.</returns>
    internal async Task<TimeSpan> TurnAsync(CancellationToken cancellation)
    {
        try
        {
            await GreetAsync(cancellation);
            var names = DataSets.Read(_directory).Keys;
            var response = await _connection.RunAsync(
                async token => await _connection.Candidates.PollCandidateAsync(new PollCandidateRequest { DataSets = { names } }, _connection.Call(token)), cancellation);
            if (response.Candidate is { } candidate)
            {
                await EvaluateAsync(CandidateReader.Read(candidate), cancellation);
            }

            return TimeSpan.FromMilliseconds(Math.Clamp(response.NextPollAfterMilliseconds, 10, LongestPollMilliseconds));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
        catch (BrokenCircuitException)
        {
            return _options.RetryDelay;
        }
        catch (RpcException exception)
        {
            var error = RemoteError.Of(exception);
            CallFailed(_logger, error.Message, error.Code, error.Remedy);
            _helloAt = DateTimeOffset.MinValue;
            return error.IsTransient ? _options.RetryDelay : _options.LongestRetryDelay;
        }
        catch (Exception exception) when (exception is CommandException or IOException or UnauthorizedAccessException or HttpRequestException or PlanException or CryptographicException or DataException)
        {
            TurnFailed(_logger, exception.Message);
            return _options.LongestRetryDelay;
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or OperationCanceledException))
        {
            // Nobody foresaw it, so everything about it is told; the daemon goes on, because the next candidate may well work.
            TurnBroken(_logger, exception);
            return _options.LongestRetryDelay;
        }
    }

    private async Task GreetAsync(CancellationToken cancellation)
    {
        if (_time.GetUtcNow() >= _helloAt)
        {
            await HelloAsync(cancellation);
        }

        if (_identity.ManagesCertificate && _time.GetUtcNow() >= _renewAt)
        {
            await _connection.RenewAsync(cancellation);
            Renewed(_logger, _connection.CertificateExpiresAt);
            await HelloAsync(cancellation);
        }
    }

    private async Task HelloAsync(CancellationToken cancellation)
    {
        var hello = new HelloRequest { Version = ClientDaemon.Version, DataSets = { DataSets.Read(_directory).Keys } };
        var response = await _connection.RunAsync(async token => await _connection.Sessions.HelloAsync(hello, _connection.Call(token)), cancellation);
        var wished = _time.GetUtcNow() + TimeSpan.FromSeconds(Math.Clamp(response.RenewInSeconds, 0, LongestRenewalSeconds));
        // Whatever the coordinator says: never so late that the certificate could run out during a long attack.
        var latest = _connection.CertificateExpiresAt - (_connection.CertificateLifetime / 3);
        _renewAt = wished < latest ? wished : latest;
        _helloAt = _time.GetUtcNow() + CertificateCheck;
    }

    private async Task EvaluateAsync(CandidateTask task, CancellationToken cancellation)
    {
        byte[] report;
        try
        {
            report = await ReportAsync(task, cancellation);
        }
        catch (CandidateException exception)
        {
            await RefuseAsync(task, exception, cancellation);
            return;
        }

        using var key = SiteKey.FromPem(await File.ReadAllTextAsync(_directory.KeyFile, cancellation));
        var answer = await _delivery.BringAsync(task, report, key.Key, cancellation);
        var digest = Digest.Of(report);
        _journal.Append(Entry(task, "reported") with
        {
            Report = digest.ToString(),
            Verdict = answer.Verdict.ToString(),
            Status = answer.Status.ToString(),
            Reason = answer.Reason,
        });
        Reported(_logger, task.Id, digest, answer.Verdict, answer.Status, answer.Reason);
    }

    /// <summary>The report on a candidate: the stored one, if the attack was finished before.</summary>
    private async Task<byte[]> ReportAsync(CandidateTask task, CancellationToken cancellation)
    {
        var folder = FolderOf(_directory, task);
        var file = Path.Combine(folder, ReportFile);
        if (File.Exists(file))
        {
            return await File.ReadAllBytesAsync(file, cancellation);
        }

        PrivateFile.CreateDirectory(folder);
        _journal.Append(Entry(task, "begun"));
        Begun(_logger, task.Id, task.JobName, task.Profile);
        var model = await _models.GetFileAsync(task.File, new GetChunksRequest { Candidate = task.Ref }, cancellation);
        var source = DataSets.Read(_directory).GetValueOrDefault(task.DataSet)
            ?? throw new CommandException(ExitCode.NotFound, $"There is no data set \"{task.DataSet}\" here any more.", "`lab evaluator data add` names one.");
        var records = DataReader.Read(source, _directory.Root);
        // On a thread of its own: attacks take minutes, and keep a core busy.
        var report = await Task.Factory.StartNew(
            () => _attack.Attack(task, model, records, folder, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var bytes = report.Write();
        // Whole before it is signed and sent: what was sent once is what is sent ever after.
        PrivateFile.Write(file, bytes);
        return bytes;
    }

    private async Task RefuseAsync(CandidateTask task, CandidateException reason, CancellationToken cancellation)
    {
        await _connection.RunAsync(
            async token => await _connection.Candidates.RefuseCandidateAsync(
                new RefuseCandidateRequest { Ref = task.Ref, Code = reason.Code, Reason = reason.Message }, _connection.Call(token)),
            cancellation);
        _journal.Append(Entry(task, "refused") with { Reason = $"{reason.Code}: {reason.Message}" });
        Refused(_logger, task.Id, reason.Code, reason.Message);
    }

    private EvaluationEntry Entry(CandidateTask task, string outcome) => new(_time.GetUtcNow(), task.Id.ToString(), task.JobName, task.File.Digest.ToString(), outcome);
}
