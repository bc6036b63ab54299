using FederatedSecure.Lab.Processes;

namespace FederatedSecure.Lab.Federation;

/// <summary>A daemon's process over its restarts. Tells the difference between one that was ended and one that died.</summary>
public sealed class LocalProcess(string name) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource<ChildProcessException> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChildProcess? _current;
    private volatile bool _ending;

    /// <summary>The running process, or the last one.</summary>
    /// <exception cref="InvalidOperationException">None was started.</exception>
    public ChildProcess Current => _current ?? throw new InvalidOperationException($"{name} has not been started.");

    /// <summary>Ends when the process has died although nobody ended it.</summary>
    public Task<ChildProcessException> Lost => _lost.Task;

    /// <summary>Starts the daemon, in place of the last process.</summary>
    public async Task<ChildProcess> StartAsync(ProcessSpec spec)
    {
        if (_current is { } previous)
        {
            _ending = true;
            await previous.DisposeAsync();
        }

        _ending = false;
        var process = ChildProcess.Start(spec);
        _current = process;
        _ = GuardAsync(process);
        return process;
    }

    /// <summary>SIGKILL.</summary>
    public Task KillAsync()
    {
        _ending = true;
        return Current.KillAsync();
    }

    /// <summary>Lets it end by itself, then kills it.</summary>
    public async ValueTask DisposeAsync()
    {
        _ending = true;
        if (_current is { } process)
        {
            await process.StopAsync(Patience);
            await process.DisposeAsync();
        }
    }

    private async Task GuardAsync(ChildProcess process)
    {
        int exitCode = await process.Exited;
        if (!_ending && ReferenceEquals(process, _current))
        {
            _lost.TrySetResult(process.Problem($"the process ended by itself with exit code {exitCode}."));
        }
    }
}
