namespace FederatedSecure.Client.Prediction;

/// <summary>
/// How many refusals are logged one by one: a hundred a minute. A flood of nonsense then leaves a line a minute that counts the rest, and not
/// a full disk.
/// </summary>
internal sealed class RefusalBudget(TimeProvider time)
{
    /// <summary>Refusals that are logged one by one in a minute.</summary>
    public const int PerMinute = 100;

    private long _minute;
    private int _logged;
    private long _suppressed;

    /// <summary>Whether one more is logged by itself. It counts as suppressed otherwise.</summary>
    public bool TryTake()
    {
        if (_logged < PerMinute)
        {
            _logged++;
            return true;
        }

        _suppressed++;
        return false;
    }

    /// <summary>How many were suppressed in a minute that is over, to be logged now; 0 for none.</summary>
    /// <param name="isEnd">Whether nothing more follows, so that the minute counts as over.</param>
    public long TakeSuppressed(bool isEnd = false)
    {
        var minute = time.GetUtcNow().Ticks / TimeSpan.TicksPerMinute;
        if (minute == _minute && !isEnd)
        {
            return 0;
        }

        var suppressed = _suppressed;
        (_minute, _logged, _suppressed) = (minute, 0, 0);
        return suppressed;
    }
}
