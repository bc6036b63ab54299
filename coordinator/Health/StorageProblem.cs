namespace FederatedSecure.Coordinator.Health;

/// <summary>
/// Whether something could not be written lately. Whoever waits for room says so again and again; a problem of which nobody has
/// spoken for a minute is taken for solved.
/// </summary>
internal sealed class StorageProblem(TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);
    private volatile Report? _last;

    /// <summary>What is wrong; null if nothing is.</summary>
    public string? Text => _last is { } report && time.GetElapsedTime(report.At) < Memory ? report.Text : null;

    /// <summary>Notes a problem, in a sentence for the operator.</summary>
    public void Note(string text) => _last = new Report(text, time.GetTimestamp());

    /// <summary>Notes that it is solved.</summary>
    public void Solved() => _last = null;

    private sealed record Report(string Text, long At);
}
