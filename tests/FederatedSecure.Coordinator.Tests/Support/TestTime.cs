using Microsoft.Extensions.Time.Testing;

namespace FederatedSecure.Coordinator.Tests.Support;

/// <summary>Time that the test moves: evenly, or only the hands of the clock on the wall.</summary>
internal sealed class TestTime(DateTimeOffset start) : TimeProvider
{
    private readonly FakeTimeProvider _even = new(start);
    private TimeSpan _jumped;

    public override long TimestampFrequency => _even.TimestampFrequency;

    /// <summary>Lets time pass; what is due happens before this returns, or is under way.</summary>
    public void Advance(TimeSpan time) => _even.Advance(time);

    /// <summary>Sets the clock on the wall forward or back. No time passes.</summary>
    public void Jump(TimeSpan by) => _jumped += by;

    public override DateTimeOffset GetUtcNow() => _even.GetUtcNow() + _jumped;

    public override long GetTimestamp() => _even.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _even.CreateTimer(callback, state, dueTime, period);
}
