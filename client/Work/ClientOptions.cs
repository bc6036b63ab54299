namespace FederatedSecure.Client.Work;

/// <summary>How a daemon behaves towards its coordinator.</summary>
public sealed record ClientOptions
{
    /// <summary>Pause before the first retry of a failed operation; doubles from one to the next, with jitter. Default 0.5 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest pause between retries. Default 30 s.</summary>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Retries of one operation before the daemon goes back to polling. Default 6.</summary>
    public int Retries { get; init; } = 6;

    /// <summary>How long nothing is tried after a series of failures. Default 15 s.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a unary call may take. Default 30 s; a commit may take ten times as long.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Puts something around the transport, for tests that break connections.</summary>
    public Func<HttpMessageHandler, HttpMessageHandler>? Transport { get; init; }
}
