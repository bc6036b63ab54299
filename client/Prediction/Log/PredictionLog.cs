using FederatedSecure.Hosting.Commands;
using FederatedSecure.Hosting.Files;

namespace FederatedSecure.Client.Prediction.Log;

/// <summary>
/// The log of predictions: JSON lines in files that are rotated by size, chained by keyed hashes over all files. What an answer is based on is
/// on disk before the answer leaves; where the disk is full, there is no answer.
/// </summary>
/// <remarks>For one process at a time (a lock in the folder), and for one thread.</remarks>
internal sealed class PredictionLog : IDisposable
{
    /// <summary>Size at which the next file begins.</summary>
    public const long DefaultRotation = 16 << 20;

    private readonly LogFiles _files;
    private readonly DirectoryLock _lock;
    private readonly long _rotation;
    private readonly Func<string, Stream> _open;
    private Stream _part;
    private int _number;
    private LogHead _end;

    private PredictionLog(LogFiles files, DirectoryLock taken, PredictionKeys keys, long rotation, Func<string, Stream> open)
    {
        (_files, _lock, Keys, _rotation, _open) = (files, taken, keys, rotation, open);
        _number = Math.Max(1, files.Parts().Select(part => part.Number).LastOrDefault());
        _end = Resume();
        _part = open(files.Part(_number));
    }

    /// <summary>The keys, for fingerprints.</summary>
    public PredictionKeys Keys { get; }

    /// <summary>Opens a log, or begins one.</summary>
    /// <param name="folder">Where; made with access for the owner only.</param>
    /// <param name="rotation">Bytes after which the next file begins.</param>
    /// <param name="open">Opens a file for appending; for tests.</param>
    /// <exception cref="CommandException">Another process has it, its key is missing, or its end is not what its head says.</exception>
    public static PredictionLog Open(string folder, long rotation = DefaultRotation, Func<string, Stream>? open = null)
    {
        PrivateFile.CreateDirectory(folder);
        var files = new LogFiles(folder);
        var taken = DirectoryLock.TryTake(folder) ?? throw new CommandException(
            ExitCode.Resource, $"Another process writes the prediction log in {folder}.", "Stop it first, or take another directory with --data.");
        try
        {
            if (!File.Exists(files.Key) && files.Parts().Count == 0 && !File.Exists(files.Head))
            {
                PredictionKeys.Create(files.Key);
                using var keys = PredictionKeys.Read(files.Key);
                LogHead.Empty.Write(files.Head, keys);
            }

            return new PredictionLog(files, taken, PredictionKeys.Read(files.Key), rotation, open ?? PrivateFile.Append);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Writes lines; all of them are on disk, and the head behind them, when this returns.</summary>
    /// <exception cref="IOException">The disk is full, or fails. Nothing of the lines is in the log.</exception>
    public void Append(IReadOnlyList<PredictionEntry> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        if (_part.Length >= _rotation)
        {
            Rotate();
        }

        var end = _end;
        using var bytes = new MemoryStream();
        foreach (var entry in entries)
        {
            var (written, line) = LogLine.Write(entry, end.Sequence + 1, end.Link, Keys);
            bytes.Write(written);
            end = new LogHead(line.Sequence, line.Link);
        }

        var length = _part.Length;
        try
        {
            _part.Write(bytes.GetBuffer(), 0, (int)bytes.Length);
            Flush();
            end.Write(_files.Head, Keys);
        }
        catch (IOException)
        {
            // Half a line would break the chain for the next one. Nobody has been answered on the ground of these.
            _part.SetLength(length);
            throw;
        }

        _end = end;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _part.Dispose();
        Keys.Dispose();
        _lock.Dispose();
    }

    private void Flush()
    {
        if (_part is FileStream file)
        {
            file.Flush(flushToDisk: true);
        }
        else
        {
            _part.Flush();
        }
    }

    private void Rotate()
    {
        var next = _open(_files.Part(_number + 1));
        _part.Dispose();
        (_part, _number) = (next, _number + 1);
    }

    /// <summary>Where the log ends. A line that a crash cut off was never answered on, and goes; anything else must be as the head says.</summary>
    private LogHead Resume()
    {
        var head = LogHead.Read(_files.Head, Keys) ?? throw Broken("its head is missing, was changed, or was written with another key");
        var last = LogHead.Empty;
        foreach (var (_, path) in _files.Parts().Reverse())
        {
            if (LastLine(path) is { } text)
            {
                var (line, problem) = LogLine.Read(text, Keys);
                last = line is { } read ? new LogHead(read.Sequence, read.Link) : throw Broken($"of the last line in {Path.GetFileName(path)}: {problem}");
                break;
            }
        }

        return last.Sequence < head.Sequence || (last.Sequence == head.Sequence && last.Link != head.Link)
            ? throw Broken(FormattableString.Invariant($"it ends with line {last.Sequence}, but its head says {head.Sequence}"))
            : last;
    }

    /// <summary>The last whole line; null if there is none. Cuts off what follows it.</summary>
    private static string? LastLine(string path)
    {
        string? last = null;
        long whole = 0;
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        using (var reader = new StreamReader(file, leaveOpen: true))
        {
            var text = reader.ReadToEnd();
            var end = text.LastIndexOf('\n');
            if (end >= 0)
            {
                last = text[(text.LastIndexOf('\n', Math.Max(0, end - 1), end) + 1)..end];
                whole = System.Text.Encoding.UTF8.GetByteCount(text.AsSpan(0, end + 1));
            }
        }

        if (whole < file.Length)
        {
            file.SetLength(whole);
        }

        return last;
    }

    private CommandException Broken(string what) => new(
        ExitCode.BadInput,
        $"The prediction log in {_files.Folder} cannot be continued: {what}.",
        "Find out what happened with `client log verify`, move the folder away for whoever looks into it, and begin a new log.");
}
