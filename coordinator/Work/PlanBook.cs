using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Coordinator.Models;
using FederatedSecure.Coordinator.Rounds;
using FederatedSecure.Coordinator.Sites;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Cryptography.Sharing;
using FederatedSecure.Hosting.Encryption;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Jobs;
using FederatedSecure.Rounds.Machine;
using Google.Protobuf;
using Protection = FederatedSecure.Protos.V1.Protection;
using RosterMember = FederatedSecure.Cryptography.SecureAggregation.RosterMember;

namespace FederatedSecure.Coordinator.Work;

/// <summary>
/// Makes the plans that sites are offered. A plan's bytes are stored when it is first offered, so that every site gets the same
/// ones, before and after a restart.
/// </summary>
internal sealed class PlanBook(JobStore store, ModelStore models, SiteKeys keys)
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
        var digest = Digest.Of(bytes);
        var plan = new IssuedPlan(key, ByteString.CopyFrom(bytes), digest, SecureOf(bytes, digest, state));
        _issued[state.Id] = plan;
        return plan;
    }

    /// <summary>Whether a digest is that of the plan that was offered for an attempt, open or over.</summary>
    public bool IsDigestOf(PlanKey key, ByteString digest) =>
        store.FindPlan(key) is { } bytes && digest.Span.SequenceEqual(Digest.Of(bytes).ToArray());

    /// <summary>What the plan's bytes say about encryption; null for a plain job.</summary>
    private static SecurePlan? SecureOf(byte[] bytes, Digest digest, JobState state)
    {
        if (state.Spec.Encryption is null)
        {
            return null;
        }

        return SecurePlanMessages.TryRead(Plan.Parser.ParseFrom(bytes), digest, state.Spec.Model.ParameterCount, ReadMember, out var secure, out var problem)
            ? secure
            : throw new InvalidDataException($"The stored plan of {state.CurrentKey} cannot be used: {problem}.");
    }

    /// <summary>The certificates were looked at when the sites showed them, and may have run out since.</summary>
    private static bool ReadMember(
        Protos.V1.RosterMember message, [NotNullWhen(true)] out RosterMember? member, [NotNullWhen(false)] out string? problem)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(message.Certificate.Span);
        return RosterMember.TryRead(message.Site, certificate, message.EnvelopeKey.Key.Span, message.EnvelopeKey.Signature.Span, out member, out problem);
    }

    private static Protos.V1.Privacy PrivacyOf(PrivacySpec privacy, int rounds) => new()
    {
        Epsilon = privacy.NoiseMultiplier is null ? privacy.Epsilon : 0,
        Delta = privacy.Delta,
        NoiseMultiplier = privacy.NoiseMultiplier ?? 0,
        ClipNorm = privacy.ClipNorm,
        Clipping = privacy.Clipping switch
        {
            ClippingKind.PerLayer => Protos.V1.Clipping.PerLayer,
            ClippingKind.Adaptive => Protos.V1.Clipping.Adaptive,
            _ => Protos.V1.Clipping.Flat,
        },
        TargetQuantile = privacy.Clipping == ClippingKind.Adaptive ? privacy.TargetQuantile : 0,
        BudgetedRounds = (uint)privacy.BudgetedRounds(rounds),
    };

    private Protos.V1.Encryption EncryptionOf(JobSpec spec, RoundState round)
    {
        var sites = round.Sites.Count;
        var values = round.Task == SiteTask.Evaluate ? 1 : spec.Model.ParameterCount;
        if (!PackingPlanner.TryPlan(spec.Encryption!.PackingFor(sites, values), out var packing, out var problem))
        {
            // The job's file was refused otherwise: fewer sites than were foreseen need less room, not more.
            throw new InvalidOperationException($"A round of {sites} sites cannot be encrypted: {problem}");
        }

        return new Protos.V1.Encryption
        {
            SiteNoise = round.Task == SiteTask.Evaluate || spec.Noise is null ? null : SecurePlanMessages.ToMessage(spec.Noise.Terms),
            Ring = packing.Ring.Name,
            Threshold = (uint)spec.Encryption.ThresholdOf(Math.Min(sites, SecretSharing.MaximumHolders)),
            BucketSize = (uint)spec.Encryption.BucketSize,
            Bits = (uint)spec.Encryption.Bits,
            DroppedBits = (uint)packing.DroppedBits,
            ClipNorm = spec.Encryption.ClipNorm,
            Range = spec.Encryption.Range,
            MaximumWeight = spec.Aggregation.Weighting == Weighting.Uniform ? 1 : (ulong)spec.Aggregation.MaximumWeight,
            Roster =
            {
                round.Sites.Keys.Select(site => keys.Find(site) ?? throw new InvalidOperationException($"{site} was chosen without a key for shares.")),
            },
        };
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
            Task = round.Task == SiteTask.Evaluate ? TaskKind.Evaluate : TaskKind.Train,
            Protection = spec.Encryption is null ? Protection.Plain : Protection.Encrypted,
            Encryption = spec.Encryption is null ? null : EncryptionOf(spec, round),
            Privacy = spec.Privacy is null || round.Task == SiteTask.Evaluate ? null : PrivacyOf(spec.Privacy, spec.Rounds),
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
