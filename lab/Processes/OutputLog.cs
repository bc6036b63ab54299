using System.Collections.Immutable;
using System.Text;

namespace FederatedSecure.Lab.Processes;

/// <summary>What one child process wrote: the last lines in memory, everything in a file, and waiters for lines to come.</summary>
internal sealed class OutputLog
{
    private const int DescribedLines = 15;

    private readonly Lock _lock = new();
    private readonly string _name;
    private readonly int _capacity;
    private readonly Queue<OutputLine> _lines = new();
    private readonly List<Waiter> _waiters = [];
    private readonly StreamWriter? _file;
    private bool _complete;

    public OutputLog(string name, string? path, int capacity)
    {
        _name = name;
        _capacity = capacity;
        _file = path is null ? null : new StreamWriter(path, append: true, Encoding.UTF8) { AutoFlush = true };
    }

    public ImmutableArray<OutputLine> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    public void Add(OutputLine line)
    {
        List<Waiter> matched;
        lock (_lock)
        {
            _file?.WriteLine(line.Text);
            _lines.Enqueue(line);
            if (_lines.Count > _capacity)
            {
                _lines.Dequeue();
            }

            matched = _waiters.FindAll(waiter => waiter.Match(line));
            _waiters.RemoveAll(matched.Contains);
        }

        foreach (var waiter in matched)
        {
            waiter.Found.TrySetResult(line);
        }
    }

    public void Complete()
    {
        List<Waiter> waiters;
        lock (_lock)
        {
            if (_complete)
            {
                return;
            }

            _complete = true;
            _file?.Dispose();
            waiters = [.. _waiters];
            _waiters.Clear();
        }

        foreach (var waiter in waiters)
        {
            waiter.Found.TrySetException(Ended());
        }
    }

    public async Task<OutputLine> WaitForAsync(Func<OutputLine, bool> match, CancellationToken cancellation)
    {
        var waiter = new Waiter(match);
        lock (_lock)
        {
            foreach (var line in _lines)
            {
                if (match(line))
                {
                    return line;
                }
            }

            Enlist(waiter);
        }

        return await waiter.Found.Task.WaitAsync(cancellation);
    }

    public async Task WaitForMoreAsync(int count, CancellationToken cancellation)
    {
        int left = count;
        var waiter = new Waiter(_ => --left <= 0);
        lock (_lock)
        {
            Enlist(waiter);
        }

        await waiter.Found.Task.WaitAsync(cancellation);
    }

    public string Describe(string message)
    {
        var lines = Lines;
        return lines.IsEmpty
            ? message
            : $"{message}\n  its last lines:\n{string.Join('\n', lines.TakeLast(DescribedLines).Select(line => "  | " + line.Text))}";
    }

    private void Enlist(Waiter waiter)
    {
        if (_complete)
        {
            throw Ended();
        }

        _waiters.Add(waiter);
    }

    private ChildProcessException Ended() => new(Describe($"{_name} ended early."));

    private sealed class Waiter(Func<OutputLine, bool> match)
    {
        public Func<OutputLine, bool> Match { get; } = match;

        public TaskCompletionSource<OutputLine> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
