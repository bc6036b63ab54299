using System.Collections.Concurrent;
using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Identity;
using FederatedSecure.Coordinator.Models;
using FederatedSecure.Coordinator.Rounds;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Machine;
using Google.Protobuf;
using Grpc.Core;
using JobPhase = FederatedSecure.Rounds.Machine.JobPhase;

namespace FederatedSecure.Coordinator.Work;

/// <summary>
/// Makes the plans that sites are offered, and finds the plan that a call is about. A plan's bytes are stored when it is first
/// offered, so that every site gets the same ones, before and after a restart.
/// </summary>
internal sealed class PlanDesk(JobHost jobs, JobStore store, ModelStore models)
{
    // The plan of each job's latest attempt, at most. Older ones are only asked for by their digest, and rarely.
    private readonly ConcurrentDictionary<JobId, IssuedPlan> _issued = new();

    /// <summary>The plan of a job's open attempt.</summary>
    public IssuedPlan Issue(JobState state)
    {
        var key = state.CurrentKey!.Value;
        if (_issued.TryGetValue(state.Id, out var issued) && issued.Key == key)
        {
            return issued;
        }

        var bytes = store.FixPlan(key, PlanOf(state).ToByteArray());
        var plan = new IssuedPlan(key, ByteString.CopyFrom(bytes), Digest.Of(bytes));
        _issued[state.Id] = plan;
        return plan;
    }

    /// <summary>The open plan that a call names, checked to be offered to the caller.</summary>
    /// <exception cref="RpcException">There is no such plan, it is over, or it is not the caller's.</exception>
    public OpenPlan Require(PlanRef? reference, ServerCallContext context)
    {
        var site = context.CallingSite();
        var (driver, key) = Locate(reference);
        var state = driver.State;
        if (state.HasEnded)
        {
            throw Refusals.JobEnded.Because($"The job {key.Job} has ended: {state.Phase}.");
        }

        if (state.CurrentKey != key)
        {
            throw IsKnown(state, key)
                ? Refusals.RoundClosed.Because($"{key} is over.")
                : Refusals.RoundUnknown.Because($"There is no {key}.");
        }

        if (!state.Current!.Sites.ContainsKey(site))
        {
            throw Refusals.NotInCohort.Because($"{site} is not in the cohort of {key}.");
        }

        var plan = Issue(state);
        return reference!.PlanDigest.Span.SequenceEqual(plan.Digest.ToArray())
            ? new OpenPlan(key, site, driver, state, plan)
            : throw Refusals.PlanMismatch.Because($"The call is bound to another plan than that of {key}.");
    }

    /// <summary>Whether the plan that a call names has been offered and is over.</summary>
    /// <exception cref="RpcException">There is no such job.</exception>
    public bool IsOver(PlanRef? reference)
    {
        var (driver, key) = Locate(reference);
        var state = driver.State;
        return state.CurrentKey != key && IsKnown(state, key);
    }

    /// <summary>Whether a digest is that of the plan that was offered for an attempt, open or over.</summary>
    public bool IsDigestOf(PlanKey key, ByteString digest) =>
        store.FindPlan(key) is { } bytes && digest.Span.SequenceEqual(Digest.Of(bytes).ToArray());

    private static bool IsKnown(JobState state, PlanKey key) =>
        state.Records.FindLast(record => record.Round == key.Round && record.Attempt == key.Attempt) is not null;

    private (JobDriver Driver, PlanKey Key) Locate(PlanRef? reference)
    {
        if (reference is null || reference.Round > int.MaxValue || reference.Attempt > int.MaxValue)
        {
            throw Refusals.RequestBad.Because("The call names no plan.");
        }

        return JobId.TryParse(reference.JobId, out var id) && jobs.Find(id) is { } driver
            ? (driver, new PlanKey(id, (int)reference.Round, (int)reference.Attempt))
            : throw Refusals.JobUnknown.Because($"There is no job \"{reference.JobId}\".");
    }

    private Plan PlanOf(JobState state)
    {
        var (spec, round) = (state.Spec, state.Current!);
        var manifest = models.Get(state.CurrentModel).Manifest;
        return new Plan
        {
            JobId = state.Id.Value,
            JobName = spec.Name,
            Round = (uint)round.Round,
            Attempt = (uint)round.Attempt,
            Rounds = (uint)spec.Rounds,
            Task = state.Phase == JobPhase.Evaluating ? TaskKind.Evaluate : TaskKind.Train,
            Protection = Protection.Plain,
            DataSet = spec.DataSet,
            ModelSpec = ByteString.CopyFrom(spec.Model.ToJson()),
            Model = new Manifest
            {
                Digest = ByteString.CopyFrom(manifest.Digest.ToArray()),
                Length = (ulong)manifest.Length,
                ChunkSize = ContentManifest.ChunkSize,
                Chunks = { manifest.Chunks.Select(chunk => ByteString.CopyFrom(chunk.ToArray())) },
            },
            // Evaluations need it too: it says which records are held back.
            Training = new Training
            {
                LocalEpochs = (uint)spec.Training.LocalEpochs,
                BatchSize = (uint)spec.Training.BatchSize,
                LearningRate = spec.Training.LearningRate,
                Momentum = spec.Training.Momentum,
                WeightDecay = spec.Training.WeightDecay,
                Proximal = spec.Training.Proximal,
                ValidationFraction = spec.Training.ValidationFraction,
                SplitSeed = spec.Seed,
            },
            DeadlineMilliseconds = (ulong)spec.Deadline.TotalMilliseconds,
            LeaseMilliseconds = (ulong)spec.Lease.TotalMilliseconds,
            Cohort = { round.Sites.Keys.Select(site => site.Value) },
        };
    }
}
