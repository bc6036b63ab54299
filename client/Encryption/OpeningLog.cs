using System.Text.Json;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Hosting.Files;

namespace FederatedSecure.Client.Encryption;

/// <summary>
/// For which partition of which plan the site has answered, on disk before anything of the answer leaves: one answer for a plan,
/// whatever crashes in between and whatever the coordinator shows later.
/// </summary>
internal sealed class OpeningLog : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _partitions = [];
    private readonly Dictionary<string, MembershipMatrix> _memberships = [];
    private readonly FileStream _file;

    /// <exception cref="CommandException">A line of the log cannot be read.</exception>
    public OpeningLog(ClientDirectory directory)
    {
        foreach (var entry in Read(directory.OpeningsFile))
        {
            Take(entry);
        }

        _file = PrivateFile.Append(directory.OpeningsFile);
        if (_file.Position > 0)
        {
            // A line that a crash cut off ends here.
            _file.WriteByte((byte)'\n');
        }
    }

    /// <summary>What the buckets opened so far in a job reveal about sites whose updates never change.</summary>
    public MembershipMatrix MembershipsOf(string job)
    {
        lock (_lock)
        {
            return _memberships.TryGetValue(job, out var matrix) ? matrix : new MembershipMatrix();
        }
    }

    /// <summary>Whether the site has answered for this partition before; null if it has answered for none of the plan.</summary>
    public bool? HasAnswered(string plan, string partition)
    {
        lock (_lock)
        {
            return _partitions.TryGetValue(plan, out var recorded) ? recorded == partition : null;
        }
    }

    /// <summary>Writes down that this partition, and no other, is answered for its plan. It is on disk when this returns.</summary>
    /// <returns>False if another one was: then nothing may be answered.</returns>
    public bool TryRecord(OpeningEntry entry)
    {
        lock (_lock)
        {
            if (_partitions.TryGetValue(entry.Plan, out var recorded))
            {
                return recorded == entry.Partition;
            }

            _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(entry, ClientJson.Default.OpeningEntry), (byte)'\n']);
            _file.Flush(flushToDisk: true);
            Take(entry);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static IEnumerable<OpeningEntry> Read(string path)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        // A line that was cut off has never been followed by an answer. Anything else that cannot be read must not be passed over:
        // a forgotten answer could become a second one.
        string[] lines = [.. File.ReadAllLines(path).Where(line => line.Length > 0)];
        for (var i = 0; i < lines.Length; i++)
        {
            if (TryParse(lines[i]) is { } entry)
            {
                yield return entry;
            }
            else if (lines[i].EndsWith('}'))
            {
                throw new CommandException(
                    ExitCode.BadInput,
                    $"{path}({i + 1}) cannot be read. It says for which rounds this site has answered as a share holder.",
                    "Restore it from a backup: without it the site could answer for one round twice.");
            }
        }
    }

    private static OpeningEntry? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ClientJson.Default.OpeningEntry);
        }
        catch (JsonException)
        {
            // The caller tells a cut-off line from a damaged one.
            return null;
        }
    }

    private void Take(OpeningEntry entry)
    {
        _partitions[entry.Plan] = entry.Partition;
        if (!_memberships.TryGetValue(entry.Job, out var matrix))
        {
            _memberships[entry.Job] = matrix = new MembershipMatrix();
        }

        foreach (var bucket in entry.Buckets)
        {
            matrix.Add(bucket);
        }
    }
}
