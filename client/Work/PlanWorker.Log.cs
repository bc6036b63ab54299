namespace FederatedSecure.Client.Work;

internal sealed partial class PlanWorker
{
    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "Accepted {Plan}")]
    private static partial void Accepted(ILogger logger, WorkPlan plan);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "Refused {Plan}: {Reason} [{Code}]")]
    private static partial void RefusedPlan(ILogger logger, WorkPlan plan, string code, string reason);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Information, Message = "Trained {Plan}: loss {Loss:F4} in {Seconds:F1} s")]
    private static partial void Trained(ILogger logger, WorkPlan plan, double loss, double seconds);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Information, Message = "Goes on with the stored update of {Plan}")]
    private static partial void Resumed(ILogger logger, WorkPlan plan);

    [LoggerMessage(EventId = 3005, Level = LogLevel.Information, Message = "Committed {Plan}")]
    private static partial void Committed(ILogger logger, WorkPlan plan);

    [LoggerMessage(EventId = 3006, Level = LogLevel.Information, Message = "Evaluated the model of {Plan}: accuracy {Accuracy:P2}")]
    private static partial void Evaluated(ILogger logger, WorkPlan plan, double accuracy);

    [LoggerMessage(EventId = 3007, Level = LogLevel.Error, Message = "Failed at {Plan}: {Reason} [{Code}]")]
    private static partial void Failed(ILogger logger, WorkPlan plan, string code, string reason);

    [LoggerMessage(EventId = 3008, Level = LogLevel.Information, Message = "Stopped work on {Plan}: {Reason}")]
    private static partial void Closed(ILogger logger, WorkPlan plan, string reason);

    [LoggerMessage(EventId = 3009, Level = LogLevel.Information, Message = "Answered, as a share holder, for {Plan}: {Sites} sites in {Buckets} buckets")]
    private static partial void Opened(ILogger logger, WorkPlan plan, int sites, int buckets);

    [LoggerMessage(EventId = 3010, Level = LogLevel.Warning, Message = "Does not help to open {Plan}: {Reason} [{Code}]")]
    private static partial void NotOpened(ILogger logger, WorkPlan plan, string code, string reason);

    [LoggerMessage(EventId = 3011, Level = LogLevel.Information, Message = "Is not needed to open {Plan}: {Reason}")]
    private static partial void NotNeeded(ILogger logger, WorkPlan plan, string reason);

    [LoggerMessage(EventId = 3012, Level = LogLevel.Information, Message = "The refusal to open round {Round} of {Job} was not heard: {Reason}")]
    private static partial void RefusalUnheard(ILogger logger, string job, uint round, string reason);

    [LoggerMessage(EventId = 3013, Level = LogLevel.Warning, Message =
        "The buckets opened so far would tell this site's update, if updates never changed from round to round ({Plan}). maximumMembershipRank in the policy can end that")]
    private static partial void MembershipsExpose(ILogger logger, WorkPlan plan);

    [LoggerMessage(EventId = 3014, Level = LogLevel.Information, Message = "Spends privacy for {Plan}: {Steps} steps with noise multiplier {NoiseMultiplier:F3}")]
    private static partial void Spent(ILogger logger, WorkPlan plan, long steps, double noiseMultiplier);

    [LoggerMessage(EventId = 3015, Level = LogLevel.Warning, Message = "What {Plan} would cost is not known yet: {Problem}")]
    private static partial void DataUnread(ILogger logger, WorkPlan plan, string problem);

    [LoggerMessage(EventId = 3016, Level = LogLevel.Warning, Message = "{Plan}: δ = {Delta} is not below one in the {Records} records of the training split: it allows publishing a record whole")]
    private static partial void DeltaTooLarge(ILogger logger, WorkPlan plan, double delta, int records);

    [LoggerMessage(EventId = 3017, Level = LogLevel.Warning, Message = "The policy's checks of training records {Checks} are left undone for {Plan}: they depend on other records, which the privacy of single ones does not allow. Set acceptPrivacyLoss to make them all the same")]
    private static partial void SanitizationLeftUndone(ILogger logger, WorkPlan plan, string checks);

    [LoggerMessage(EventId = 3018, Level = LogLevel.Warning, Message = "The policy accepts that ε does not bound what {Plan} tells of a record: which records are trained on depends on all of them. It is not published for the model's card")]
    private static partial void SanitizationBreaksPrivacy(ILogger logger, WorkPlan plan);
}
