using FederatedSecure.Cryptography.Content;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using Microsoft.Extensions.Logging;

namespace FederatedSecure.Lab.Evaluators;

internal sealed partial class EvaluatorDaemon
{
    [LoggerMessage(EventId = 4101, Level = LogLevel.Information, Message = "{Evaluator} starts, coordinator {Address}")]
    private static partial void Started(ILogger logger, string evaluator, Uri address);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Information, Message = "{Evaluator} stops")]
    private static partial void Stopped(ILogger logger, string evaluator);

    [LoggerMessage(EventId = 4103, Level = LogLevel.Information, Message = "{Candidate} ({Job}): attacks it with the profile {Profile}")]
    private static partial void Begun(ILogger logger, CandidateId candidate, string job, ProbeCost profile);

    [LoggerMessage(EventId = 4104, Level = LogLevel.Information, Message = "{Candidate}: report {Report} was taken as {Verdict}, the candidate is {Status}. {Reason}")]
    private static partial void Reported(ILogger logger, CandidateId candidate, Digest report, ReportVerdict verdict, CandidateStatus status, string reason);

    [LoggerMessage(EventId = 4105, Level = LogLevel.Warning, Message = "{Candidate}: refused, {Code}: {Reason}")]
    private static partial void Refused(ILogger logger, CandidateId candidate, string code, string reason);

    [LoggerMessage(EventId = 4106, Level = LogLevel.Warning, Message = "{Message} [{Code}] {Remedy}")]
    private static partial void CallFailed(ILogger logger, string message, string code, string remedy);

    [LoggerMessage(EventId = 4107, Level = LogLevel.Error, Message = "{Message}")]
    private static partial void TurnFailed(ILogger logger, string message);

    [LoggerMessage(EventId = 4108, Level = LogLevel.Error, Message = "An unforeseen error. Please report it with these lines")]
    private static partial void TurnBroken(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 4109, Level = LogLevel.Information, Message = "Renewed the certificate until {ExpiresAt:u}")]
    private static partial void Renewed(ILogger logger, DateTimeOffset expiresAt);
}
