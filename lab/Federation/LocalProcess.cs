using FederatedSecure.Lab.Processes;

namespace FederatedSecure.Lab.Federation;

/// <summary>A daemon's process over its restarts. Tells the difference between one that was ended and one that died.</summary>
public sealed class LocalProcess(string name) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource<ChildProcessException> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Run? _current;

    /// <summary>The running process, or the last one.</summary>
    /// <exception cref="InvalidOperationException">None was started.</exception>
    public ChildProcess Current => _current?.Process ?? throw new InvalidOperationException($"{name} has not been started.");

    /// <summary>Ends when the process has died although nobody ended it.</summary>
    public Task<ChildProcessException> Lost => _lost.Task;

    /// <summary>Starts the daemon, in place of the last process.</summary>
    public async Task<ChildProcess> StartAsync(ProcessSpec spec)
    {
        if (_current is { } previous)
        {
            previous.IsWanted = false;
            await previous.Process.DisposeAsync();
        }

        var run = new Run(ChildProcess.Start(spec));
        _current = run;
        _ = GuardAsync(run);
        return run.Process;
    }

    /// <summary>SIGKILL.</summary>
    public Task KillAsync()
    {
        _current?.IsWanted = false;
        return Current.KillAsync();
    }

    /// <summary>Lets it end by itself, then kills it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_current is { } run)
        {
            run.IsWanted = false;
            await run.Process.StopAsync(Patience);
            await run.Process.DisposeAsync();
        }
    }

    private async Task GuardAsync(Run run)
    {
        int exitCode = await run.Process.Exited;
        // Of this very process: by now another one may run in its place.
        if (run.IsWanted)
        {
            _lost.TrySetResult(run.Process.Problem($"the process ended by itself with exit code {exitCode}."));
        }
    }

    private sealed class Run(ChildProcess process)
    {
        private volatile bool _isWanted = true;

        public ChildProcess Process { get; } = process;

        /// <summary>False once somebody has decided to end it.</summary>
        public bool IsWanted
        {
            get => _isWanted;
            set => _isWanted = value;
        }
    }
}
