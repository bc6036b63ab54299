using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Coordinator.Rounds;

internal sealed partial class JobDriver
{
    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "{Job} is {Phase}, round {Round} {Reason}")]
    private static partial void PhaseChanged(ILogger logger, JobId job, JobPhase phase, int round, string reason);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "{Job} round {Round} attempt {Attempt}: {Outcome} {Reason}")]
    private static partial void RoundEnded(ILogger logger, JobId job, int round, int attempt, RoundOutcome outcome, string reason);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Error, Message = "{Job}: {Effect} failed")]
    private static partial void EffectFailed(ILogger logger, Exception exception, JobId job, string effect);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Error, Message = "{Plan} cannot be stored now and is tried again: {Problem}")]
    private static partial void EffectWaits(ILogger logger, PlanKey plan, string problem);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Error, Message = "{Job}: an event of time could not be stored")]
    private static partial void TickFailed(ILogger logger, Exception exception, JobId job);
}
