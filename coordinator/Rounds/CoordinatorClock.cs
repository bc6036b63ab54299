namespace FederatedSecure.Coordinator.Rounds;

/// <summary>
/// Coordinator time: a duration that runs while the coordinator does and goes on after a restart where the last stored event
/// left it. Wall clocks that jump, and time spent down, do not exist for it.
/// </summary>
internal sealed class CoordinatorClock(TimeProvider time, TimeSpan startsAt)
{
    private readonly long _startedAt = time.GetTimestamp();

    /// <summary>Now.</summary>
    public TimeSpan Now => startsAt + time.GetElapsedTime(_startedAt);

    /// <summary>The monotonic clock behind it.</summary>
    public TimeProvider Time => time;
}
