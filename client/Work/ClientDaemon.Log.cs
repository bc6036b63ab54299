namespace FederatedSecure.Client.Work;

public sealed partial class ClientDaemon
{
    /// <summary>The version of this build.</summary>
    internal static string Version { get; } = typeof(ClientDaemon).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "0.0.0";

    [LoggerMessage(EventId = 3101, Level = LogLevel.Information, Message = "{Site} starts, coordinator {Address}")]
    private static partial void Started(ILogger logger, string site, Uri address);

    [LoggerMessage(EventId = 3102, Level = LogLevel.Information, Message = "{Site} stops")]
    private static partial void Stopped(ILogger logger, string site);

    [LoggerMessage(EventId = 3103, Level = LogLevel.Information, Message = "Renewed the certificate until {ExpiresAt:u}")]
    private static partial void Renewed(ILogger logger, DateTimeOffset expiresAt);

    [LoggerMessage(EventId = 3104, Level = LogLevel.Warning, Message = "{Message} [{Code}] {Remedy}")]
    private static partial void CallFailed(ILogger logger, string message, string code, string remedy);

    [LoggerMessage(EventId = 3105, Level = LogLevel.Error, Message = "{Message}")]
    private static partial void TurnFailed(ILogger logger, string message);

    [LoggerMessage(EventId = 3107, Level = LogLevel.Error, Message = "An unforeseen error. Please report it with these lines")]
    private static partial void TurnBroken(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 3106, Level = LogLevel.Error, Message = "Refused a malformed offer: {Message} [{Code}]")]
    private static partial void OfferMalformed(ILogger logger, string message, string code);

    [LoggerMessage(EventId = 3108, Level = LogLevel.Warning, Message = "This site can take part in plain jobs only, as it has no key for shares: {Reason}")]
    private static partial void NoShareKey(ILogger logger, string reason);
}
