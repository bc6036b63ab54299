using FederatedSecure.Client.Work;
using FederatedSecure.Coordinator.Tests.Support;
using Microsoft.Extensions.Logging;

namespace FederatedSecure.Client.Tests.Support;

/// <summary>A client's daemon in this process.</summary>
internal sealed class RunningDaemon : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ClientDaemon _daemon;
    private readonly Task _running;
    private readonly LoggerFactory _logging;

    public RunningDaemon(SiteFolder site, ITrainer trainer, Interference? line = null, TimeProvider? time = null)
    {
        _logging = new LoggerFactory([new ListLoggerProvider(Log)]);
        var options = new ClientOptions
        {
            RetryDelay = TimeSpan.FromMilliseconds(5),
            LongestRetryDelay = TimeSpan.FromMilliseconds(50),
            BreakDuration = TimeSpan.FromMilliseconds(500),
            Transport = line is null ? null : inner =>
            {
                line.InnerHandler = inner;
                return line;
            },
        };
        _daemon = new ClientDaemon(site.Directory, options, trainer, time ?? TimeProvider.System, _logging.CreateLogger("client"));
        _running = _daemon.RunAsync(_stop.Token);
    }

    public List<string> Log { get; } = [];

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _daemon.Dispose();
        _stop.Dispose();
        _logging.Dispose();
    }
}
