using System.Text.Json;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Privacy;
using FederatedSecure.Hosting.Files;

namespace FederatedSecure.Client.Work;

/// <summary>
/// What the site did, line by line, on disk before anybody else hears of it. Answers whether a plan has been answered, and in
/// how many rounds of a job the site took part.
/// </summary>
internal sealed class Journal : IDisposable
{
    private static readonly string[] Final = ["committed", "evaluated", "refused", "failed", "closed"];
    private readonly Lock _lock = new();
    private readonly HashSet<string> _answered = [];
    private readonly HashSet<string> _accepted = [];
    private readonly HashSet<string> _stored = [];
    private readonly Dictionary<string, HashSet<(uint Round, uint Attempt)>> _trained = [];
    private readonly Dictionary<(string Job, uint Round, uint Attempt, WorkKind Kind), string> _plans = [];
    private readonly Dictionary<string, SiteNoiseEntry?> _noises = [];
    private readonly FileStream _file;

    public Journal(ClientDirectory directory)
    {
        foreach (var entry in Read(directory))
        {
            Take(entry);
        }

        _file = PrivateFile.Append(directory.JournalFile);
        if (_file.Position > 0)
        {
            // A line that a crash cut off ends here.
            _file.WriteByte((byte)'\n');
        }
    }

    /// <summary>The entries of a client's directory, oldest first. A line that was cut off by a crash is skipped.</summary>
    public static IEnumerable<JournalEntry> Read(ClientDirectory directory)
    {
        if (!File.Exists(directory.JournalFile))
        {
            yield break;
        }

        using var file = new FileStream(directory.JournalFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && TryParse(line) is { } entry)
            {
                yield return entry;
            }
        }
    }

    /// <summary>Whether the site has ever trained privately, so that there must be a ledger.</summary>
    public bool HasSpent { get; private set; }

    /// <summary>Whether the site has given its last word on a plan.</summary>
    public bool HasAnswered(WorkPlan plan)
    {
        lock (_lock)
        {
            return _answered.Contains(plan.Digest.ToString());
        }
    }

    /// <summary>Whether the site has accepted a plan.</summary>
    public bool HasAccepted(WorkPlan plan)
    {
        lock (_lock)
        {
            return _accepted.Contains(plan.Digest.ToString());
        }
    }

    /// <summary>Whether an update for a plan was stored, so that bytes of it may have left.</summary>
    public bool HasStored(WorkPlan plan)
    {
        lock (_lock)
        {
            return _stored.Contains(plan.Digest.ToString());
        }
    }

    /// <summary>Whether the site has dealt with another plan for the same attempt. It does so with one only, whatever it is offered.</summary>
    public bool KnowsAnother(WorkPlan plan)
    {
        lock (_lock)
        {
            return _plans.TryGetValue((plan.Ref.JobId, plan.Ref.Round, plan.Ref.Attempt, plan.Kind), out var digest) && digest != plan.Digest.ToString();
        }
    }

    /// <summary>How often the site has trained for a job, attempts that came to nothing included, and this one not.</summary>
    public int TrainingsOf(WorkPlan plan)
    {
        lock (_lock)
        {
            return _trained.TryGetValue(plan.Ref.JobId, out var attempts) ? attempts.Count(attempt => attempt != (plan.Ref.Round, plan.Ref.Attempt)) : 0;
        }
    }

    /// <summary>The noise in shares that the first training plan of a job asked for, if the site has accepted one.</summary>
    public bool TryGetNoise(WorkPlan plan, out SiteNoiseEntry? noise)
    {
        lock (_lock)
        {
            return _noises.TryGetValue(plan.Ref.JobId, out noise);
        }
    }

    /// <summary>Writes a line; it is on disk when this returns.</summary>
    public void Append(JournalEntry entry)
    {
        lock (_lock)
        {
            _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(entry, ClientJson.Default.JournalEntry), (byte)'\n']);
            _file.Flush(flushToDisk: true);
            Take(entry);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static JournalEntry? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ClientJson.Default.JournalEntry);
        }
        catch (JsonException)
        {
            // Only the last line before a crash can be broken, and what it would have said was never promised to anybody.
            return null;
        }
    }

    private void Take(JournalEntry entry)
    {
        _plans.TryAdd((entry.Job, entry.Round, entry.Attempt, entry.Kind), entry.Plan);
        if (entry.Outcome == "accepted")
        {
            _accepted.Add(entry.Plan);
            if (entry.Kind == WorkKind.Train)
            {
                _noises.TryAdd(entry.Job, entry.SiteNoise);
            }
        }

        HasSpent |= entry.Outcome == "spent";
        if (entry.Outcome is "trained" or "protected")
        {
            _stored.Add(entry.Plan);
        }

        if (Final.Contains(entry.Outcome))
        {
            _answered.Add(entry.Plan);
        }

        if (entry.Outcome is "trained" or "committed")
        {
            if (!_trained.TryGetValue(entry.Job, out var attempts))
            {
                _trained[entry.Job] = attempts = [];
            }

            attempts.Add((entry.Round, entry.Attempt));
        }
    }
}
