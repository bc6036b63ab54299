using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Connection;
using FederatedSecure.Client.Encryption;
using FederatedSecure.Client.Policy;
using FederatedSecure.Client.Privacy;
using FederatedSecure.Client.Sanitization;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Private;
using FederatedSecure.Learning.Training;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FederatedSecure.Client.Work;

/// <summary>Does what a plan asks for, from the decision to the receipt.</summary>
internal sealed partial class PlanWorker
{
    private readonly ClientDirectory _directory;
    private readonly ClientIdentity _identity;
    private readonly CoordinatorConnection _connection;
    private readonly Journal _journal;
    private readonly ITrainer _trainer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ModelDownload _download;
    private readonly UpdateStore _updates;
    private readonly UpdateUpload _upload;
    private readonly LocalData _data;
    private readonly OpeningLog _openings;
    private readonly Unmasker _unmasker;
    private readonly PrivacyDesk _privacy;

    public PlanWorker(
        ClientDirectory directory,
        ClientIdentity identity,
        CoordinatorConnection connection,
        Journal journal,
        OpeningLog openings,
        PrivacyLedger ledger,
        ITrainer trainer,
        TimeProvider time,
        ILogger logger)
    {
        (_directory, _identity, _connection, _journal, _trainer, _time, _logger) = (directory, identity, connection, journal, trainer, time, logger);
        _download = new ModelDownload(directory, connection);
        _updates = new UpdateStore(directory);
        _upload = new UpdateUpload(connection);
        _data = new LocalData(directory);
        _openings = openings;
        _privacy = new PrivacyDesk(ledger, time);
        _unmasker = new Unmasker(directory, identity, connection, journal, openings, time);
    }

    /// <summary>What it is doing, in words.</summary>
    public string Activity { get; private set; } = "idle";

    /// <summary>Decides about a plan and, if it is acceptable, works on it to the end.</summary>
    public async Task WorkAsync(WorkPlan plan, bool isAccepted, CancellationToken cancellation)
    {
        if (_journal.HasAnswered(plan))
        {
            return;
        }

        if (_journal.KnowsAnother(plan))
        {
            await RefuseAsync(plan, "plan.second", "this site has dealt with another plan for this attempt, and does so with one only", cancellation);
            return;
        }

        var policy = PolicyFile.Read(_directory.PolicyFile);
        var sets = DataSets.Read(_directory);
        var now = TimeOnly.FromDateTime(_time.GetLocalNow().DateTime);
        // What was begun in time is brought to its end; what was not yet begun has to fit the policy as it is now.
        var refusal = _updates.Find(plan) is not null
            ? null
            : PolicyCheck.Check(policy, plan, sets.Keys, _journal.TrainingsOf(plan), _openings.MembershipsOf(plan.Ref.JobId).Rank, now) ?? SiteNoiseCheck.Check(plan, _journal);
        if (refusal is not null)
        {
            await RefuseAsync(plan, refusal.Code, refusal.Reason, cancellation);
            return;
        }

        if (_updates.Find(plan) is null && RefusalOfPrice(plan, policy, sets) is { } unaffordable)
        {
            await RefuseAsync(plan, unaffordable.Code, unaffordable.Reason, cancellation, unaffordable.ForSite);
            return;
        }

        // Before anything is accepted or spent: a round that cannot be trained here is better left to the others.
        if (_updates.Find(plan) is null && _trainer.ProblemWith(policy.Device) is { } absent)
        {
            await RefuseAsync(plan, absent.Code, absent.Message, cancellation);
            return;
        }

        if (plan.Secure is { } secure && ProblemOfOwnKeys(secure) is { } problem)
        {
            await RefuseAsync(plan, "plan.own-key", problem, cancellation);
            return;
        }

        if (!_journal.HasAccepted(plan))
        {
            // On disk before anybody hears of it: from now on this is the one plan for this attempt.
            Note(plan, "accepted");
        }

        if (!isAccepted)
        {
            await _connection.RunAsync(
                async token => await _connection.Work.DecideAsync(new DecideRequest { Ref = plan.Ref, Accept = new Acceptance() }, _connection.Call(token)),
                cancellation);
            Accepted(_logger, plan);
        }

        _updates.DiscardAllBut(plan);
        await using var heartbeat = new Heartbeat(_connection, plan, _time, cancellation);
        try
        {
            await WorkAsync(plan, policy, sets[plan.DataSet], heartbeat);
        }
        catch (OperationCanceledException) when (heartbeat.IsOver)
        {
            Close(plan, "the round was over before this site had finished");
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.FailedPrecondition or StatusCode.NotFound)
        {
            Close(plan, exception.Status.Detail);
        }
        finally
        {
            Activity = "idle";
        }
    }

    /// <summary>Tells the coordinator no, and why; this site's own log and journal may know more.</summary>
    public async Task RefuseAsync(WorkPlan plan, string code, string reason, CancellationToken cancellation, string? forSite = null)
    {
        RefusedPlan(_logger, plan, code, forSite ?? reason);
        await _connection.RunAsync(
            async token => await _connection.Work.DecideAsync(
                new DecideRequest { Ref = plan.Ref, Refuse = new Protos.V1.PolicyRefusal { Code = code, Reason = reason } }, _connection.Call(token)),
            cancellation);
        Note(plan, "refused", $"{code}: {forSite ?? reason}");
    }

    private async Task WorkAsync(WorkPlan plan, SitePolicy policy, DataSource source, Heartbeat heartbeat)
    {
        try
        {
            if (plan.Kind == WorkKind.Evaluate)
            {
                await EvaluateAsync(plan, policy, source, heartbeat);
            }
            else
            {
                await TrainAsync(plan, policy, source, heartbeat);
            }
        }
        catch (Exception exception) when (exception is TrainingException or DataException or PlanException or LedgerException)
        {
            var code = exception switch
            {
                TrainingException training => training.Code,
                PlanException wrong => wrong.Code,
                LedgerException => "privacy.ledger",
                _ => "data.unusable",
            };
            // Details of the site stay here: the coordinator only hears what is not usable.
            var forCoordinator = exception switch
            {
                DataException => "the data set cannot be read; the site's own log says why",
                LedgerException => "the site cannot write down what the training would spend of its privacy; its own log says why",
                _ => exception.Message,
            };
            await FailAsync(plan, code, exception.Message, forCoordinator, heartbeat.Token);
        }
    }

    private async Task EvaluateAsync(WorkPlan plan, SitePolicy policy, DataSource source, Heartbeat heartbeat)
    {
        var (_, validation) = _data.Get(plan, policy, source);
        if (validation.Count == 0)
        {
            throw new TrainingException("data.no-validation", "this site has no validation data");
        }

        double? accuracy = null;
        var stored = _updates.Find(plan);
        if (stored is null)
        {
            var weights = await FetchAsync(plan, heartbeat);
            var result = await EvaluateAsync(plan, policy, weights, validation, heartbeat);
            accuracy = result.Accuracy;
            Evaluated(_logger, plan, result.Accuracy);
            if (plan.Secure is not null)
            {
                // Nothing but the figures travels; a vector has at least one value.
                stored = Protect(plan, new StoredSummary(0, 0, 0), [0], result);
                Note(plan, "protected", accuracy: accuracy);
            }
        }

        if (stored is not null)
        {
            await UploadAsync(plan, stored, heartbeat);
        }

        Note(plan, "evaluated", accuracy: accuracy);
        _updates.Discard(plan);
    }

    private async Task TrainAsync(WorkPlan plan, SitePolicy policy, DataSource source, Heartbeat heartbeat)
    {
        var summary = _updates.Find(plan);
        if (summary is null)
        {
            var (training, validation) = _data.Get(plan, policy, source);
            var weights = await FetchAsync(plan, heartbeat);
            var evaluation = validation.Count > 0 ? await EvaluateAsync(plan, policy, weights, validation, heartbeat) : null;
            var result = await TrainAsync(plan, policy, weights, training, heartbeat);
            var figures = FiguresOf(plan, policy, result);
            summary = plan.Secure is null ? _updates.Store(plan, figures, result.Update) : Protect(plan, figures, result.Update, evaluation);
            Note(plan, "trained", loss: result.Loss, accuracy: evaluation?.Accuracy, seconds: result.Seconds);
            Trained(_logger, plan, result.Loss, result.Seconds);
        }
        else
        {
            Resumed(_logger, plan);
        }

        await UploadAsync(plan, summary, heartbeat);
        Note(plan, "committed", loss: summary.Loss, seconds: summary.Seconds);
        _updates.Discard(plan);
        Committed(_logger, plan);
    }

    private async Task UploadAsync(WorkPlan plan, StoredSummary summary, Heartbeat heartbeat)
    {
        Activity = $"uploading {plan}";
        heartbeat.Enter(Phase.Uploading);
        await _upload.RunAsync(plan, _updates.PathOf(plan), summary, _updates.HeaderOf(plan), heartbeat.Token);
    }

    private async Task<float[]> FetchAsync(WorkPlan plan, Heartbeat heartbeat)
    {
        Activity = $"fetching the model of {plan}";
        heartbeat.Enter(Phase.Downloading);
        return await _download.GetAsync(plan, heartbeat.Token);
    }

    private async Task<EvaluationResult> EvaluateAsync(WorkPlan plan, SitePolicy policy, float[] weights, DataSet validation, Heartbeat heartbeat)
    {
        Activity = $"evaluating the model of {plan}";
        heartbeat.Enter(Phase.Evaluating);
        var result = await Task.Run(() => _trainer.Evaluate(plan.Model, weights, validation, policy.Threads, policy.Device, heartbeat.Token), heartbeat.Token);
        if (!double.IsFinite(result.LossSum))
        {
            throw new TrainingException("model.not-finite", "the model's outputs are not finite on this site's data");
        }

        if (plan.Secure is not null)
        {
            // These figures go into the encrypted vector, and nowhere else.
            return result;
        }

        await _connection.RunAsync(
            async token => await _connection.Evaluations.ReportEvaluationAsync(
                new ReportEvaluationRequest
                {
                    Ref = plan.Ref,
                    ModelDigest = ByteString.CopyFrom(plan.ModelFile.Digest.ToArray()),
                    Evaluation = new Evaluation { Examples = (ulong)result.Examples, Correct = (ulong)result.Correct, LossSum = result.LossSum },
                },
                _connection.Call(token)),
            heartbeat.Token);
        return result;
    }

    private async Task<TrainingResult> TrainAsync(WorkPlan plan, SitePolicy policy, float[] weights, DataSet training, Heartbeat heartbeat)
    {
        Activity = $"training {plan}";
        heartbeat.Enter(Phase.Training);
        var options = new TrainingOptions(
            plan.LocalEpochs, plan.BatchSize, plan.LearningRate, plan.Momentum, plan.WeightDecay, plan.Proximal, Seed(plan), policy.Threads)
        {
            Device = policy.Device,
        };
        if (plan.Privacy is not { } terms)
        {
            return await Task.Run(() => _trainer.Train(plan.Model, weights, training, options, heartbeat, heartbeat.Token), heartbeat.Token);
        }

        if (policy.SanitizationOf(plan.DataSet)?.For(isPrivate: true) is { } rules)
        {
            Warn(plan, rules);
        }

        // On disk before the first step: whatever happens from here on, it counts as spent.
        var spent = _privacy.Spend(plan, policy, training.Count);
        Note(plan, "spent");
        Spent(_logger, plan, spent.Steps, spent.NoiseMultiplier);
        if (terms.Delta * training.Count >= 1)
        {
            DeltaTooLarge(_logger, plan, terms.Delta, training.Count);
        }

        var privacy = new PrivateTrainingOptions(terms.ClipNorm, spent.NoiseMultiplier, terms.Clipping) { TargetQuantile = terms.Clipping == ClippingKind.Adaptive ? terms.TargetQuantile : 0.5 };
        return await Task.Run(() => _trainer.TrainPrivately(plan.Model, weights, training, options, privacy, heartbeat, heartbeat.Token), heartbeat.Token);
    }

    /// <summary>What may leave the site about its training. The loss of private training would tell what the noise hides.</summary>
    private StoredSummary FiguresOf(WorkPlan plan, SitePolicy policy, TrainingResult result) => plan.Privacy is null
        ? new StoredSummary(result.Examples, result.Loss, result.Seconds)
        : new StoredSummary(result.Examples, 0, result.Seconds, policy.PublishPrivacy && HoldsPrivacy(plan, policy) ? _privacy.SpentBy(plan) : null);

    /// <summary>Whether ε bounds what the update tells of a record: not where it depended on other records which of them were trained on.</summary>
    private static bool HoldsPrivacy(WorkPlan plan, SitePolicy policy) => policy.SanitizationOf(plan.DataSet)?.For(isPrivate: true) is not { DependsOnOthers: true };

    private void Warn(WorkPlan plan, SanitizationRules rules)
    {
        if (!rules.LeftUndone.IsEmpty)
        {
            SanitizationLeftUndone(_logger, plan, string.Join(", ", rules.LeftUndone));
        }

        if (rules.DependsOnOthers)
        {
            SanitizationBreaksPrivacy(_logger, plan);
        }
    }

    /// <summary>What speaks against a private training's price. Data that cannot be read are told of when they are used.</summary>
    private Policy.PolicyRefusal? RefusalOfPrice(WorkPlan plan, SitePolicy policy, Dictionary<string, DataSource> sets)
    {
        if (plan.Privacy is null || plan.Kind != WorkKind.Train)
        {
            return null;
        }

        try
        {
            return _privacy.Check(plan, policy, _data.Get(plan, policy, sets[plan.DataSet]).Training.Count);
        }
        catch (DataException exception)
        {
            DataUnread(_logger, plan, exception.Message);
            return null;
        }
    }

    /// <summary>
    /// The seed of the order of records: another one for every site, round and attempt, the same when a plan is begun again and
    /// when a job is repeated under its seed.
    /// </summary>
    private ulong Seed(WorkPlan plan)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"order of records {plan.SplitSeed} {plan.Ref.Round} {plan.Ref.Attempt} {_identity.Site}");
        return BinaryPrimitives.ReadUInt64LittleEndian(Digest.Of(Encoding.UTF8.GetBytes(text)).ToArray());
    }

    private async Task FailAsync(WorkPlan plan, string code, string reason, string forCoordinator, CancellationToken cancellation)
    {
        Failed(_logger, plan, code, reason);
        await _connection.RunAsync(
            async token => await _connection.Work.ReportFailureAsync(
                new ReportFailureRequest { Ref = plan.Ref, Code = code, Reason = forCoordinator }, _connection.Call(token)),
            cancellation);
        Note(plan, "failed", $"{code}: {reason}");
        _updates.Discard(plan);
    }

    private void Close(WorkPlan plan, string reason)
    {
        Closed(_logger, plan, reason);
        Note(plan, "closed", reason);
        _updates.Discard(plan);
    }

    private void Note(WorkPlan plan, string outcome, string? reason = null, double? loss = null, double? accuracy = null, double? seconds = null) =>
        _journal.Append(new JournalEntry(
            _time.GetUtcNow(),
            plan.Ref.JobId,
            plan.JobName,
            plan.Ref.Round,
            plan.Ref.Attempt,
            plan.Digest.ToString(),
            plan.Kind,
            outcome,
            reason,
            loss,
            accuracy,
            seconds,
            outcome == "accepted" ? SiteNoiseEntry.Of(plan.Secure?.Noise) : null));
}
