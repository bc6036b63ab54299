using System.Security.Cryptography;
using System.Text.Json;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Connection;
using FederatedSecure.Client.Encryption;
using FederatedSecure.Client.Privacy;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Hosting.Errors;
using FederatedSecure.Models;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Grpc.Core;
using Polly.CircuitBreaker;

namespace FederatedSecure.Client.Work;

/// <summary>
/// The daemon of a site: introduces itself, asks for work, does it, and never gives up because a coordinator or a network is
/// away.
/// </summary>
public sealed partial class ClientDaemon : IDisposable
{
    private static readonly TimeSpan CertificateCheck = TimeSpan.FromMinutes(10);
    // The coordinator paces the site, but may neither stop it for good nor name a pause that no timer can hold.
    private const uint LongestPollMilliseconds = 600_000;
    private const long LongestRenewalSeconds = 366 * 86_400L;
    private readonly ClientDirectory _directory;
    private readonly ClientIdentity _identity;
    private readonly ClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CoordinatorConnection _connection;
    private readonly Journal _journal;
    private readonly OpeningLog _openings;
    private readonly PrivacyLedger _ledger;
    private readonly PlanWorker _worker;
    private DateTimeOffset _renewAt = DateTimeOffset.MaxValue;
    private DateTimeOffset _helloAt = DateTimeOffset.MinValue;

    /// <param name="directory">The site's directory.</param>
    /// <param name="options">How it behaves towards its coordinator.</param>
    /// <param name="trainer">What trains.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Where it tells what it does.</param>
    /// <exception cref="CommandException">The directory holds no usable identity.</exception>
    public ClientDaemon(ClientDirectory directory, ClientOptions options, ITrainer trainer, TimeProvider time, ILogger logger)
    {
        (_directory, _options, _time, _logger) = (directory, options, time, logger);
        directory.Create();
        _identity = ClientIdentity.Read(directory);
        _connection = new CoordinatorConnection(directory, _identity, options, time);
        _journal = new Journal(directory);
        _openings = new OpeningLog(directory);
        _ledger = PrivacyLedger.Open(directory, _journal.HasSpent);
        _worker = new PlanWorker(directory, _identity, _connection, _journal, _openings, _ledger, trainer, time, logger);
    }

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
        _openings.Dispose();
        _ledger.Dispose();
        _connection.Dispose();
    }

    /// <summary>One turn: introduce oneself if need be, renew if need be, ask for work, do it.</summary>
    /// <returns>How long to wait before the next.</returns>
    private async Task<TimeSpan> TurnAsync(CancellationToken cancellation)
    {
        try
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

            var response = await _connection.RunAsync(
                async token => await _connection.Work.PollWorkAsync(new PollWorkRequest { DataSets = { DataSets.Read(_directory).Keys } }, _connection.Call(token)),
                cancellation);
            WriteStatus(connected: true, response.Offer is null ? "waits for work" : "has an offer", problem: null);
            if (response.Offer is { } offer)
            {
                await ConsiderAsync(offer, cancellation);
            }

            return TimeSpan.FromMilliseconds(Math.Clamp(response.NextPollAfterMilliseconds, 10, LongestPollMilliseconds));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
        catch (BrokenCircuitException)
        {
            WriteStatus(connected: false, "waits for the coordinator", "the coordinator does not answer");
            return _options.RetryDelay;
        }
        catch (RpcException exception)
        {
            var error = RemoteError.Of(exception);
            CallFailed(_logger, error.Message, error.Code, error.Remedy);
            WriteStatus(connected: !error.IsTransient, "waits for the coordinator", error.ToString());
            // After trouble it introduces itself anew: the coordinator may be another one, or know nothing of this site any more.
            _helloAt = DateTimeOffset.MinValue;
            return error.IsTransient ? _options.RetryDelay : _options.LongestRetryDelay;
        }
        catch (Exception exception) when (exception is CommandException or IOException or UnauthorizedAccessException or HttpRequestException or PlanException or CryptographicException)
        {
            TurnFailed(_logger, exception.Message);
            WriteStatus(connected: true, "waits", exception.Message);
            return _options.LongestRetryDelay;
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or OperationCanceledException))
        {
            // Nobody foresaw it, so everything about it is told; the daemon goes on, because the next plan may well work.
            TurnBroken(_logger, exception);
            WriteStatus(connected: true, "waits", $"an unforeseen error: {exception.Message}");
            return _options.LongestRetryDelay;
        }
    }

    private async Task HelloAsync(CancellationToken cancellation)
    {
        var policy = SHA256.HashData(await File.ReadAllBytesAsync(_directory.PolicyFile, cancellation));
        var hello = new HelloRequest
        {
            Version = Version,
            DataSets = { DataSets.Read(_directory).Keys },
            PolicyDigest = ByteString.CopyFrom(policy),
            EnvelopeKey = ShowShareKey(),
        };
        var response = await _connection.RunAsync(
            async token => await _connection.Sessions.HelloAsync(hello, _connection.Call(token)), cancellation);
        var wished = _time.GetUtcNow() + TimeSpan.FromSeconds(Math.Clamp(response.RenewInSeconds, 0, LongestRenewalSeconds));
        // Whatever the coordinator says: never so late that the certificate could run out during a long training.
        var latest = _connection.CertificateExpiresAt - (_connection.CertificateLifetime / 3);
        _renewAt = wished < latest ? wished : latest;
        _helloAt = _time.GetUtcNow() + CertificateCheck;
    }

    /// <summary>With every greeting: the certificate may be a new one, and a site of an earlier version has shown none yet.</summary>
    private EnvelopeKey? ShowShareKey()
    {
        try
        {
            using var site = SiteKey.FromPem(File.ReadAllText(_directory.KeyFile));
            using var key = ShareKey.LoadOrCreate(_directory);
            return ShareKey.Show(key, site, _identity.Site);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            // A key of the operator's own that is not on P-256 is good for TLS, and so for plain jobs.
            NoShareKey(_logger, exception.Message);
            return null;
        }
    }

    private async Task ConsiderAsync(Offer offer, CancellationToken cancellation)
    {
        WorkPlan plan;
        try
        {
            // Read within wide limits: the policy's own ones lead to a refusal that both operators can read.
            plan = PlanReader.Read(offer, _identity.Site, new ModelLimits(ModelLimits.ParameterCeiling, long.MaxValue), _connection.Roster);
        }
        catch (PlanException exception)
        {
            OfferMalformed(_logger, exception.Message, exception.Code);
            await RefuseMalformedAsync(offer, exception, cancellation);
            return;
        }

        WriteStatus(connected: true, $"works on {plan}", problem: null);
        if (offer.Unmask)
        {
            await _worker.UnmaskAsync(plan, cancellation);
        }
        else
        {
            await _worker.WorkAsync(plan, offer.Accepted, cancellation);
        }

        WriteStatus(connected: true, "waits for work", problem: null);
    }

    private async Task RefuseMalformedAsync(Offer offer, PlanException reason, CancellationToken cancellation)
    {
        if (offer.Ref is not { } reference)
        {
            return;
        }

        if (offer.Unmask)
        {
            await _worker.RefuseUnmaskAsync(reference, reason.Code, reason.Message, cancellation);
            return;
        }

        var refusal = new PolicyRefusal { Code = reason.Code, Reason = reason.Message };
        await _connection.RunAsync(
            async token => await _connection.Work.DecideAsync(new DecideRequest { Ref = reference, Refuse = refusal }, _connection.Call(token)), cancellation);
    }

    private void WriteStatus(bool connected, string activity, string? problem)
    {
        var status = new ClientStatus(_time.GetUtcNow(), Environment.ProcessId, connected, activity, problem, _connection.CertificateExpiresAt);
        // Losing it costs nothing, so it is not worth a flush; renamed into place so that a reader never sees half of it.
        var temporary = $"{_directory.StatusFile}.tmp";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(status, ClientJson.Default.ClientStatus));
        File.Move(temporary, _directory.StatusFile, overwrite: true);
    }
}
