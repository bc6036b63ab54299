using FederatedSecure.Hosting.Encryption;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds.Machine;
using Google.Protobuf;
using RoundOutcome = FederatedSecure.Protos.V1.RoundOutcome;
using RoundRecord = FederatedSecure.Protos.V1.RoundRecord;
using SiteOutcome = FederatedSecure.Protos.V1.SiteOutcome;

namespace FederatedSecure.Coordinator.Rounds;

/// <summary>Round records and job summaries as messages.</summary>
internal static class RoundRecords
{
    /// <summary>The records of all attempts, oldest first, the open one last.</summary>
    public static IEnumerable<RoundRecord> Of(JobState state, JobStore store, TimeSpan now)
    {
        var traffic = store.Traffic(state.Id);
        foreach (var record in state.Records)
        {
            yield return Ended(state, record, traffic.GetValueOrDefault((record.Round, record.Attempt)));
        }

        if (OpenRound(state) is { } round)
        {
            yield return Open(state, round, now, traffic.GetValueOrDefault((round.Round, round.Attempt)));
        }
    }

    /// <summary>The open training round; null if there is none. An evaluation publishes nothing and has no record of its own.</summary>
    public static RoundState? OpenRound(JobState state) => state.Current is { Task: not SiteTask.Evaluate } round ? round : null;

    /// <summary>A job in short.</summary>
    /// <param name="state">The job.</param>
    /// <param name="submittedAt">Seconds since the epoch.</param>
    public static JobSummary Summary(JobState state, long submittedAt) => new()
    {
        JobId = state.Id.Value,
        Name = state.Spec.Name,
        Phase = (Protos.V1.JobPhase)state.Phase,
        Reason = state.Reason,
        PublishedRounds = (uint)state.PublishedRounds,
        Rounds = (uint)state.Spec.Rounds,
        Parameters = (ulong)state.Spec.Model.ParameterCount,
        SubmittedAt = submittedAt,
    };

    /// <summary>The record of an attempt that is over.</summary>
    public static RoundRecord Ended(JobState state, FederatedSecure.Rounds.Machine.RoundRecord record, long bytesDown)
    {
        var message = new RoundRecord
        {
            JobId = state.Id.Value,
            Round = (uint)record.Round,
            Attempt = (uint)record.Attempt,
            Outcome = record.Outcome switch
            {
                FederatedSecure.Rounds.Machine.RoundOutcome.Completed => RoundOutcome.Completed,
                FederatedSecure.Rounds.Machine.RoundOutcome.CompletedDegraded => RoundOutcome.CompletedDegraded,
                _ => RoundOutcome.Abandoned,
            },
            Reason = record.Reason,
            Sites = { Sites(record.Sites), LeftOut(record.LeftOut) },
            Seconds = (record.EndedAt - record.OpenedAt).TotalSeconds,
            TrainingLoss = double.IsNaN(record.TrainingLoss) ? 0 : record.TrainingLoss,
            BytesUp = (ulong)record.BytesUp,
            BytesDown = (ulong)bytesDown,
            Buckets = { Buckets(record.Buckets) },
            Holders = { Holders(record.Holders) },
            SiteLevel = SiteLevel(state, record.OpenedAttempts),
        };
        if (record.Merge is { } merge)
        {
            message.Merge = new MergeRecord
            {
                Rule = merge.Rule,
                Tolerated = (uint)merge.Tolerated,
                Expected = (uint)merge.Expected,
                Inputs =
                {
                    merge.Inputs.Select(input => new MergeInput
                    {
                        Sites = { input.Sites.Select(site => site.Value) },
                        Share = input.Share,
                        Reason = input.Reason,
                    }),
                },
            };
        }

        message.Standings.AddRange(record.Reputations.Select(change => new StandingChange
        {
            Site = change.Site,
            From = Of(change.From),
            To = Of(change.To),
            Reason = change.Reason,
        }));
        if (record.Model is { } model)
        {
            message.ModelDigest = ByteString.CopyFrom(model.ToArray());
            if (state.Evaluations.TryGetValue(record.Round, out var sum))
            {
                message.Evaluation = new Evaluation { Examples = (ulong)sum.Examples, Correct = (ulong)sum.Correct, LossSum = sum.LossSum };
                message.EvaluatedBy = (uint)sum.Evaluators;
            }
        }

        return message;
    }

    /// <summary>The record of the open attempt so far.</summary>
    public static RoundRecord Open(JobState state, RoundState round, TimeSpan now, long bytesDown) => new()
    {
        JobId = state.Id.Value,
        Round = (uint)round.Round,
        Attempt = (uint)round.Attempt,
        Outcome = RoundOutcome.Open,
        Sites = { Sites(round.Sites), LeftOut(round.LeftOut) },
        Seconds = (now - round.OpenedAt).TotalSeconds,
        BytesUp = (ulong)round.Sites.Values.Sum(site => site.Bytes),
        BytesDown = (ulong)bytesDown,
        Buckets = { Buckets(round.Buckets) },
        Holders = { Holders(round.Holders) },
    };

    /// <summary>What the sums that were opened so far have cost each site as a whole; null where sites add no noise.</summary>
    private static SiteLevelPrivacy? SiteLevel(JobState state, int openedAttempts) => state.Spec.Noise is not { } noise
        ? null
        : new SiteLevelPrivacy
        {
            Epsilon = noise.Epsilon(openedAttempts),
            Delta = noise.Terms.Delta,
            Mechanism = SecurePlanMessages.ToMessage(noise.Terms).Mechanism,
            Deviation = noise.Terms.Deviation / noise.Request.ClipNorm,
            Shares = (uint)noise.Shares,
            Colluding = (uint)noise.Terms.Colluding,
        };

    /// <summary>A standing as a message.</summary>
    public static Standing Of(FederatedSecure.Aggregation.Reputation.Standing standing) => (Standing)(1 + (int)standing);

    private static IEnumerable<SiteRecord> LeftOut(IReadOnlyDictionary<FederatedSecure.Rounds.SiteId, string> sites) =>
        sites.Select(entry => new SiteRecord { Site = entry.Key.Value, Outcome = SiteOutcome.Quarantined, Reason = entry.Value });

    private static IEnumerable<BucketRecord> Buckets(IEnumerable<BucketResult> buckets) =>
        buckets.Select(bucket => new BucketRecord
        {
            Sites = { bucket.Members.Select(site => site.Value) },
            Opened = bucket.IsOpen,
            Reason = bucket.Reason,
        });

    private static IEnumerable<HolderRecord> Holders(IReadOnlyDictionary<FederatedSecure.Rounds.SiteId, HolderState> holders) =>
        holders.Select(entry => new HolderRecord
        {
            Site = entry.Key.Value,
            Outcome = (Protos.V1.HolderOutcome)entry.Value.Outcome,
            Reason = entry.Value.Reason,
        });

    private static IEnumerable<SiteRecord> Sites(IReadOnlyDictionary<FederatedSecure.Rounds.SiteId, SiteState> sites) =>
        sites.Select(entry => new SiteRecord
        {
            Site = entry.Key.Value,
            Outcome = (SiteOutcome)entry.Value.Outcome,
            Reason = entry.Value.Reason,
            Privacy = entry.Value.Privacy is { } privacy ? new Protos.V1.PrivacyStatement { Epsilon = privacy.Epsilon, Delta = privacy.Delta } : null,
        });
}
