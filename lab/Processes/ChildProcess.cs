using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;

namespace FederatedSecure.Lab.Processes;

/// <summary>
/// A child process whose output is read, kept and logged line by line, and which never outlives its owner:
/// disposing kills it.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 2_000;

    private readonly Process _process;
    private readonly OutputLog _log;
    private readonly Task<int> _exited;

    private ChildProcess(ProcessSpec spec, Process process, OutputLog log)
    {
        Name = spec.Name;
        _process = process;
        _log = log;
        Id = process.Id;
        _exited = RunAsync();
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>Process number.</summary>
    public int Id { get; }

    /// <summary>Ends with the exit code, once the process is gone and all its output is read.</summary>
    public Task<int> Exited => _exited;

    /// <summary>Whether the process is gone.</summary>
    public bool HasExited => _exited.IsCompleted;

    /// <summary>The last lines it wrote, oldest first.</summary>
    public ImmutableArray<OutputLine> Output => _log.Lines;

    /// <summary>Starts a process.</summary>
    /// <exception cref="ChildProcessException">The operating system refused.</exception>
    public static ChildProcess Start(ProcessSpec spec)
    {
        var info = spec.Program.StartInfo();
        info.UseShellExecute = false;
        info.RedirectStandardInput = true;
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        info.StandardOutputEncoding = Encoding.UTF8;
        info.StandardErrorEncoding = Encoding.UTF8;
        info.WorkingDirectory = spec.WorkingDirectory ?? "";
        foreach (string argument in spec.Arguments)
        {
            info.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in spec.Environment)
        {
            info.Environment[name] = value;
        }

        var log = new OutputLog(spec.Name, spec.LogFile, KeptLines);
        try
        {
            var process = Process.Start(info) ?? throw new ChildProcessException($"{spec.Name}: the process did not start.");
            process.StandardInput.Close();
            return new ChildProcess(spec, process, log);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            log.Complete();
            throw new ChildProcessException($"{spec.Name}: cannot start {info.FileName}: {e.Message}");
        }
    }

    /// <summary>Waits until it has written a line that matches, in the past or in the future.</summary>
    /// <exception cref="ChildProcessException">It ended without.</exception>
    public Task<OutputLine> WaitForLineAsync(Func<OutputLine, bool> match, CancellationToken cancellation) =>
        _log.WaitForAsync(match, cancellation);

    /// <summary>Waits until it has written <paramref name="count"/> lines more than at the time of the call.</summary>
    /// <exception cref="ChildProcessException">It ended before.</exception>
    public Task WaitForLinesAsync(int count, CancellationToken cancellation) => _log.WaitForMoreAsync(count, cancellation);

    /// <summary>SIGKILL: the process gets no chance to tidy up.</summary>
    public async Task KillAsync()
    {
        Kill();
        await _exited;
    }

    /// <summary>SIGTERM (on Windows: end at once), and SIGKILL if it is still there after <paramref name="patience"/>.</summary>
    public async Task<int> StopAsync(TimeSpan patience)
    {
        if (!_exited.IsCompleted && !UnixSignals.Terminate(Id))
        {
            Kill();
        }

        if (await Task.WhenAny(_exited, Task.Delay(patience)) != _exited)
        {
            Kill();
        }

        return await _exited;
    }

    /// <summary>An error message that ends with the last lines.</summary>
    public ChildProcessException Problem(string message) => new(_log.Describe($"{Name}: {message}"));

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Kill()
    {
        if (!_exited.IsCompleted)
        {
            try
            {
                _process.Kill();
            }
            catch (InvalidOperationException) when (_process.HasExited)
            {
                // It was faster: gone is what was asked for.
            }
        }
    }

    private async Task<int> RunAsync()
    {
        await Task.WhenAll(ReadAsync(_process.StandardOutput, isError: false), ReadAsync(_process.StandardError, isError: true));
        await _process.WaitForExitAsync(CancellationToken.None);
        _log.Complete();
        return _process.ExitCode;
    }

    private async Task ReadAsync(StreamReader reader, bool isError)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _log.Add(new OutputLine(line, isError));
        }
    }
}
