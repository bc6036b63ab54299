using FederatedSecure.Client.Encryption;
using FederatedSecure.Client.Privacy;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Hosting.Encryption;
using FederatedSecure.Learning.Private;
using FederatedSecure.Models;
using FederatedSecure.Protos.V1;
using Google.Protobuf;

namespace FederatedSecure.Client.Work;

/// <summary>
/// Reads offers. The coordinator is not trusted: its bytes are held against their digest, and every number against its range,
/// before anything is done or allocated for them.
/// </summary>
public static class PlanReader
{
    private const int LongestPlan = 4 << 20;
    private static readonly TimeSpan LongestLease = TimeSpan.FromDays(1);

    /// <summary>Reads an offer.</summary>
    /// <param name="offer">As it came over the wire.</param>
    /// <param name="site">The name of this site.</param>
    /// <param name="limits">The largest model that is looked at; the policy has the last word.</param>
    /// <param name="roster">Takes in the sites of an encrypted plan.</param>
    /// <exception cref="PlanException">Something about it is wrong.</exception>
    public static WorkPlan Read(Offer offer, string site, ModelLimits limits, RosterReader roster)
    {
        var reference = offer.Ref ?? throw new PlanException("plan.malformed", "the offer names no plan");
        Require(offer.Plan.Length is > 0 and <= LongestPlan, "plan.malformed", "the offer carries no plan of a reasonable size");
        var digest = Digest.Of(offer.Plan.Span);
        Require(reference.PlanDigest.Span.SequenceEqual(digest.ToArray()), "plan.digest", "the plan's bytes are not those that its digest names");

        var plan = Parse(offer.Plan);
        Require(
            plan.JobId == reference.JobId && plan.Round == reference.Round && plan.Attempt == reference.Attempt,
            "plan.reference",
            "the plan is not the one that the offer names");
        Require(plan.Protection is Protection.Plain or Protection.Encrypted, "plan.protection", $"the plan asks for protection {plan.Protection}, which this version does not know");
        Require(plan.Task is TaskKind.Train or TaskKind.Evaluate, "plan.task", $"the plan asks for {plan.Task}, which this version does not know");
        Require(plan.Cohort.Contains(site), "plan.cohort", "this site is not in the plan's cohort");
        // A name that counts twice would get around the policy's smallest cohort.
        Require(plan.Cohort.Distinct().Count() == plan.Cohort.Count, "plan.cohort", "the plan's cohort names a site twice");
        Require(plan.JobName.Length is > 0 and <= 100 && !plan.JobName.Any(char.IsControl), "plan.malformed", "the plan's job has no proper name");
        Require(plan.JobId.Length <= 64 && plan.JobId.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'), "plan.malformed", "the plan's job has no proper identifier");
        var lease = TimeSpan.FromMilliseconds(Math.Min(plan.LeaseMilliseconds, LongestLease.TotalMilliseconds));
        Require(lease >= TimeSpan.FromMilliseconds(100), "plan.lease", "the plan's lease is too short to be kept");

        var training = plan.Training ?? throw new PlanException("plan.malformed", "the plan does not say how to train");
        CheckTraining(training);
        var spec = ReadSpec(plan.ModelSpec, limits);
        return new WorkPlan
        {
            Ref = reference,
            Digest = digest,
            Kind = plan.Task == TaskKind.Train ? WorkKind.Train : WorkKind.Evaluate,
            JobName = plan.JobName,
            DataSet = plan.DataSet,
            Model = spec,
            ModelFile = ReadManifest(plan.Model, spec),
            LocalEpochs = (int)training.LocalEpochs,
            BatchSize = (int)training.BatchSize,
            LearningRate = training.LearningRate,
            Momentum = training.Momentum,
            WeightDecay = training.WeightDecay,
            Proximal = training.Proximal,
            ValidationFraction = training.ValidationFraction,
            SplitSeed = training.SplitSeed,
            Lease = lease,
            Cohort = [.. plan.Cohort],
            Privacy = plan.Privacy is { } privacy ? ReadPrivacy(privacy) : null,
            Secure = ReadSecure(plan, digest, spec, roster),
        };
    }

    private static SecurePlan? ReadSecure(Plan plan, Digest digest, ModelSpec spec, RosterReader roster)
    {
        // One without the other is a coordinator that wants it both ways.
        Require(plan.Protection == Protection.Encrypted == plan.Encryption is not null, "plan.protection", "the plan's protection and its terms of encryption contradict each other");
        if (plan.Encryption is null)
        {
            return null;
        }

        return SecurePlanMessages.TryRead(plan, digest, spec.ParameterCount, roster.TryRead, out var secure, out var problem)
            ? secure
            : throw new PlanException("plan.encryption", $"the plan's encryption is not acceptable: {problem}");
    }

    private static Plan Parse(ByteString bytes)
    {
        try
        {
            return Plan.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new PlanException("plan.malformed", "the plan cannot be read", exception);
        }
    }

    private static void CheckTraining(Training training)
    {
        Require(training.LocalEpochs is >= 1 and <= 1_000_000, "plan.training", "the number of local epochs is out of range");
        Require(training.BatchSize is >= 1 and <= 1_000_000, "plan.training", "the batch size is out of range");
        Require(training.LearningRate is > 0 and <= 1e6, "plan.training", "the learning rate is out of range");
        Require(training.Momentum is >= 0 and < 1, "plan.training", "the momentum is out of range");
        Require(training.WeightDecay is >= 0 and <= 1e6, "plan.training", "the weight decay is out of range");
        Require(training.Proximal is >= 0 and <= 1e6, "plan.training", "the proximal strength is out of range");
        Require(training.ValidationFraction is >= 0 and <= 0.9, "plan.training", "the validation fraction is out of range");
    }

    private static PrivacyTerms ReadPrivacy(Protos.V1.Privacy privacy)
    {
        Require(privacy.Epsilon > 0 != privacy.NoiseMultiplier > 0, "plan.privacy", "the plan must give either an ε or a noise multiplier");
        Require(privacy.Epsilon is >= 0 and <= 1e6, "plan.privacy", "the plan's ε is out of range");
        Require(privacy.NoiseMultiplier is >= 0 and <= 1e6, "plan.privacy", "the plan's noise multiplier is out of range");
        Require(privacy.Delta is > 0 and < 1, "plan.privacy", "the plan's δ is out of range");
        Require(privacy.ClipNorm is > 0 and <= 1e6, "plan.privacy", "the plan's clipping norm is out of range");
        Require(privacy.BudgetedRounds is >= 1 and <= 1_000_000, "plan.privacy", "the number of rounds that the plan budgets for is out of range");
        var clipping = privacy.Clipping switch
        {
            Clipping.Flat => ClippingKind.Flat,
            Clipping.PerLayer => ClippingKind.PerLayer,
            Clipping.Adaptive => ClippingKind.Adaptive,
            _ => throw new PlanException("plan.privacy", $"the plan asks for clipping {privacy.Clipping}, which this version does not know"),
        };
        Require(clipping != ClippingKind.Adaptive || privacy.TargetQuantile is > 0 and < 1, "plan.privacy", "the plan's target quantile is out of range");
        return new PrivacyTerms(
            privacy.Epsilon > 0 ? privacy.Epsilon : null,
            privacy.Delta,
            privacy.NoiseMultiplier > 0 ? privacy.NoiseMultiplier : null,
            privacy.ClipNorm,
            clipping,
            privacy.TargetQuantile,
            (int)privacy.BudgetedRounds);
    }

    /// <summary>Reads a model specification within limits.</summary>
    /// <exception cref="PlanException">It is none, or too large.</exception>
    internal static ModelSpec ReadSpec(ByteString json, ModelLimits limits)
    {
        try
        {
            return ModelSpec.Parse(json.Span, limits);
        }
        catch (ModelSpecException exception)
        {
            throw new PlanException("plan.model", exception.Problems[0].ToString(), exception);
        }
    }

    /// <summary>Reads the manifest of a model's file.</summary>
    /// <exception cref="PlanException">It is none, or not of such a model.</exception>
    internal static ContentManifest ReadManifest(Manifest? message, ModelSpec spec)
    {
        Require(message is { ChunkSize: ContentManifest.ChunkSize }, "plan.manifest", "the plan has no manifest of its model");
        // The header's own size is bounded, so the whole file is.
        var data = spec.ParameterCount * sizeof(float);
        Require(
            message!.Length > (ulong)data && message.Length <= (ulong)data + SafetensorsFile.MaximumHeaderLength + sizeof(ulong),
            "plan.manifest",
            $"a file of {message.Length:N0} bytes cannot hold a model of {spec.ParameterCount:N0} parameters");
        Require(ContentManifest.Problem((long)message.Length, message.Chunks.Count) is null, "plan.manifest", "the model's manifest is inconsistent");
        Require(message.Chunks.All(chunk => chunk.Length == Digest.Size), "plan.manifest", "the model's manifest names something that is no digest");
        Require(Digest.TryFromBytes(message.Digest.Span, out var digest), "plan.manifest", "the model has no digest");
        return new ContentManifest(digest, (long)message.Length, [.. message.Chunks.Select(chunk => Digest.FromBytes(chunk.Span))]);
    }

    private static void Require(bool condition, string code, string message)
    {
        if (!condition)
        {
            throw new PlanException(code, message);
        }
    }
}
