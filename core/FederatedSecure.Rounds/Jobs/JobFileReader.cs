using System.Text.Json;
using FederatedSecure.Cryptography.NoiseShares;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Models;
using FederatedSecure.Privacy;

namespace FederatedSecure.Rounds.Jobs;

/// <summary>Reads job files: JSON with comments and trailing commas. Finds all problems at once, each with its place.</summary>
public static partial class JobFileReader
{
    /// <summary>Longest job file, in bytes.</summary>
    public const int MaximumLength = 1 << 20;

    private static readonly JsonReaderOptions ReaderOptions = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 16,
    };

    private static readonly string[] Properties =
    [
        "$schema", "name", "protection", "encryption", "dataSet", "model", "training", "privacy", "aggregation", "rounds", "cohort", "deadline",
        "minimumReports", "lease", "attempts", "seed", "release",
    ];

    private static readonly string[] PrivacyTerms =
        ["epsilon", "delta", "noiseMultiplier", "clipNorm", "clipping", "targetQuantile", "spareRounds"];

    /// <summary>Reads a job file.</summary>
    public static JobSpecResult Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            utf8 = utf8[3..];
        }

        if (utf8.Length > MaximumLength)
        {
            return Invalid(1, 1, $"a job file has at most {MaximumLength:N0} bytes; this one has {utf8.Length:N0}");
        }

        var text = utf8.ToArray();
        try
        {
            var reader = new Utf8JsonReader(text, ReaderOptions);
            using var document = JsonDocument.ParseValue(ref reader);
            if (reader.Read())
            {
                return Invalid(1, 1, "something follows the job's closing brace: remove it");
            }

            var fields = new JobFields(document.RootElement, JsonPositions.Of(text, ReaderOptions));
            var spec = Read(fields);
            return fields.Problems.Count == 0
                ? new JobSpecResult(spec, [])
                : new JobSpecResult(null, [.. fields.Problems.OrderBy(problem => (problem.Line, problem.Column))]);
        }
        catch (JsonException exception)
        {
            // Its line and column count from 0.
            var message = exception.Message.Split(" LineNumber:", 2)[0];
            return Invalid((int)(exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1, $"this is not JSON: {message}");
        }
        catch (InvalidOperationException)
        {
            // Text that is no Unicode is only noticed when it is taken out.
            return Invalid(1, 1, "some text in this file is not valid Unicode: save it as UTF-8 and write names in plain letters");
        }
    }

    private static JobSpecResult Invalid(int line, int column, string message) =>
        new(null, [new JobSpecProblem(line, column, "", message)]);

    private static JobSpec? Read(JobFields job)
    {
        if (!job.IsObject)
        {
            job.Add("", "a job is a JSON object: { \"name\": …, … }");
            return null;
        }

        job.OnlyKnown(Properties);
        var name = job.Text("name", required: true);
        if (name is { Length: 0 or > 100 } || name?.Any(char.IsControl) == true)
        {
            job.Add("name", "must have 1 to 100 characters, none of them a control character");
        }

        var protection = job.Choice("protection", ["encrypted", "plain"], "encrypted") == "plain" ? Protection.Plain : Protection.Encrypted;
        var dataSet = job.Text("dataSet", required: true);
        if (dataSet is not null && !SiteId.TryParse(dataSet, out _))
        {
            job.Add("dataSet", "must have 1 to 63 characters of a-z, 0-9 and inner hyphens");
        }

        var model = ReadModel(job);
        var training = ReadTraining(job.Object("training"));
        var privacy = ReadPrivacy(job.Object("privacy"));
        var aggregation = ReadAggregation(job.Object("aggregation"), protection);
        var rounds = job.Whole("rounds", 1, 100_000, fallback: null);
        var cohort = ReadCohort(job);
        var deadline = job.Duration("deadline", TimeSpan.FromSeconds(1), TimeSpan.FromDays(30), TimeSpan.FromMinutes(10));
        var lease = job.Duration("lease", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), TimeSpan.FromMinutes(1));
        if (lease > deadline)
        {
            job.Add("lease", $"must not be longer than the deadline ({deadline:c})");
        }

        var minimumReports = job.Whole("minimumReports", 1, 10_000, cohort.Size);
        if (minimumReports > cohort.Size)
        {
            job.Add("minimumReports", $"must not be above cohort.size ({cohort.Size})");
        }

        var encryption = ReadEncryption(job, protection);
        if (encryption is not null && job.Problems.Count == 0 && minimumReports < encryption.BucketSize)
        {
            job.Add("minimumReports", $"must be at least encryption.bucketSize ({encryption.BucketSize}): fewer reports do not fill a bucket");
        }

        var attempts = job.Whole("attempts", 1, 100, 3);
        var seed = job.Seed("seed");
        var release = ReadRelease(job);
        if (job.Problems.Count == 0)
        {
            CheckTolerance(job, aggregation, cohort, encryption);
        }

        NoiseShare? noise = null;
        if (job.Problems.Count == 0 && encryption is not null)
        {
            CheckHeadRoom(job, encryption, aggregation, cohort, model!);
            noise = PlanSiteNoise(job, encryption, aggregation, model!, rounds);
        }

        if (job.Problems.Count > 0 || name is null || dataSet is null || model is null)
        {
            return null;
        }

        return new JobSpec
        {
            Name = name,
            Protection = protection,
            Encryption = encryption,
            Noise = noise,
            DataSet = dataSet,
            Model = model,
            Training = training,
            Privacy = privacy,
            Aggregation = aggregation,
            Rounds = rounds,
            Cohort = cohort,
            Deadline = deadline,
            MinimumReports = minimumReports,
            Lease = lease,
            Attempts = attempts,
            Seed = seed,
            Release = release,
        };
    }

    private static ModelSpec? ReadModel(JobFields job)
    {
        if (!job.TryGet("model", out var json))
        {
            job.Add("model", "is missing: say which model to train, see docs/model-spec.md");
            return null;
        }

        try
        {
            return ModelSpec.Parse(json, path: "model");
        }
        catch (ModelSpecException exception)
        {
            foreach (var problem in exception.Problems)
            {
                job.Add(problem.Path, problem.Message);
            }

            return null;
        }
    }

    private static TrainingSpec ReadTraining(JobFields training)
    {
        training.OnlyKnown("localEpochs", "batchSize", "learningRate", "momentum", "weightDecay", "proximal", "validationFraction");
        var defaults = new TrainingSpec();
        return new TrainingSpec(
            training.Whole("localEpochs", 1, 1_000, defaults.LocalEpochs),
            training.Whole("batchSize", 1, 65_536, defaults.BatchSize),
            training.Number("learningRate", double.Epsilon, 1e6, defaults.LearningRate),
            training.Number("momentum", 0, Math.BitDecrement(1.0), defaults.Momentum),
            training.Number("weightDecay", 0, 1e6, defaults.WeightDecay),
            training.Number("proximal", 0, 1e6, defaults.Proximal),
            training.Number("validationFraction", 0, 0.9, defaults.ValidationFraction));
    }

    private static PrivacySpec? ReadPrivacy(JobFields privacy)
    {
        privacy.OnlyKnown(["mechanism", .. PrivacyTerms]);
        if (privacy.Choice("mechanism", ["dp-sgd", "none"], "dp-sgd") == "none")
        {
            foreach (var name in PrivacyTerms.Where(name => privacy.TryGet(name, out _)))
            {
                privacy.Add(name, "belongs to private training: remove it, or set \"mechanism\" to \"dp-sgd\"");
            }

            return null;
        }

        var hasNoise = privacy.TryGet("noiseMultiplier", out _);
        if (hasNoise && privacy.TryGet("epsilon", out _))
        {
            privacy.Add("epsilon", "follows from noiseMultiplier: give one of the two");
        }

        var defaults = new PrivacySpec();
        var clipping = privacy.Choice("clipping", ["flat", "per-layer", "adaptive"], "flat");
        if (clipping is "flat" or "per-layer" && privacy.TryGet("targetQuantile", out _))
        {
            privacy.Add("targetQuantile", "belongs to adaptive clipping: remove it, or set \"clipping\" to \"adaptive\"");
        }

        return new PrivacySpec(
            privacy.Number("epsilon", 1e-3, 1_000, defaults.Epsilon),
            privacy.Number("delta", 1e-15, 0.1, defaults.Delta),
            hasNoise ? privacy.Number("noiseMultiplier", 1e-2, 1_000, 1) : null,
            privacy.Number("clipNorm", 1e-6, 1e6, defaults.ClipNorm),
            clipping switch { "per-layer" => ClippingKind.PerLayer, "adaptive" => ClippingKind.Adaptive, _ => ClippingKind.Flat },
            privacy.Number("targetQuantile", 1e-3, 0.999, defaults.TargetQuantile),
            privacy.TryGet("spareRounds", out _) ? privacy.Whole("spareRounds", 0, 100_000, 0) : null);
    }

    private static EncryptionSpec? ReadEncryption(JobFields job, Protection protection)
    {
        if (protection == Protection.Plain)
        {
            if (job.TryGet("encryption", out _))
            {
                job.Add("encryption", "belongs to encrypted jobs: remove it, or set \"protection\" to \"encrypted\"");
            }

            return null;
        }

        var encryption = job.Object("encryption");
        encryption.OnlyKnown("bucketSize", "threshold", "bits", "clipNorm", "range", "truncate", "siteNoise");
        var defaults = new EncryptionSpec();
        return new EncryptionSpec(
            encryption.Whole("bucketSize", SecurePlan.MinimumBucketSize, SecurePlan.MaximumSites, defaults.BucketSize),
            encryption.TryGet("threshold", out _) ? encryption.Number("threshold", Math.BitIncrement(0.5), 1, 1) : null,
            encryption.Whole("bits", PackingRequest.MinimumBits, PackingRequest.MaximumBits, defaults.Bits),
            encryption.Number("clipNorm", 1e-6, 1e6, defaults.ClipNorm),
            encryption.Number("range", 1e-6, 1e6, defaults.Range),
            encryption.Flag("truncate", defaults.Truncate),
            encryption.TryGet("siteNoise", out _) ? ReadSiteNoise(encryption.Object("siteNoise")) : null);
    }

    private static SiteNoiseSpec ReadSiteNoise(JobFields noise)
    {
        noise.OnlyKnown("mechanism", "epsilon", "delta", "deviation", "beta", "colluding", "spareRounds");
        var hasDeviation = noise.TryGet("deviation", out _);
        if (hasDeviation && noise.TryGet("epsilon", out _))
        {
            noise.Add("epsilon", "follows from deviation: give one of the two");
        }

        var defaults = new SiteNoiseSpec();
        return new SiteNoiseSpec(
            noise.Choice("mechanism", ["discrete-gaussian", "skellam"], "discrete-gaussian") == "skellam" ? DistributedMechanism.Skellam : DistributedMechanism.DiscreteGaussian,
            noise.Number("epsilon", 1e-3, NoiseShare.LargestEpsilon, defaults.Epsilon),
            noise.Number("delta", 1e-15, 0.1, defaults.Delta),
            hasDeviation ? noise.Number("deviation", 1e-6, 1e6, 1) : null,
            noise.Number("beta", 0, NoiseShare.LargestBeta, defaults.Beta),
            noise.Whole("colluding", 0, SecurePlan.MaximumSites - 1, defaults.Colluding),
            noise.TryGet("spareRounds", out _) ? noise.Whole("spareRounds", 0, 100_000, 0) : null);
    }

    /// <summary>Whether sums fit, however many of the cohort turn up.</summary>
    private static void CheckHeadRoom(JobFields job, EncryptionSpec encryption, AggregationSpec aggregation, CohortSpec cohort, ModelSpec model)
    {
        if (cohort.Invited > SecurePlan.MaximumSites)
        {
            job.Add("cohort", $"invites {cohort.Invited} sites; an encrypted round has at most {SecurePlan.MaximumSites}");
        }
        else if (!PackingPlanner.TryPlan(encryption.PackingFor(cohort.Invited, model.ParameterCount), out _, out var problem))
        {
            job.Add("encryption", problem);
        }

        if (aggregation.Weighting == Weighting.Examples && aggregation.MaximumWeight > SecurePlan.LargestWeight)
        {
            job.Add(
                "aggregation.maximumWeight",
                "is missing: with weighting by examples behind encryption, the most records that one site may count must be known to all. "
                + $"Set it to about the size of the largest site (at most {SecurePlan.LargestWeight:N0}), or set \"weighting\" to \"uniform\"");
        }
    }

    /// <summary>How much noise each site has to add, if it can be done.</summary>
    private static NoiseShare? PlanSiteNoise(JobFields job, EncryptionSpec encryption, AggregationSpec aggregation, ModelSpec model, int rounds)
    {
        if (encryption.SiteNoise is not { } noise)
        {
            return null;
        }

        if (aggregation.Weighting == Weighting.Examples)
        {
            job.Add(
                "aggregation.weighting",
                "must be \"uniform\" with encryption.siteNoise: the noise is made for sites that count the same, and weights would tell of their numbers of records");
            return null;
        }

        if (noise.Colluding >= encryption.BucketSize)
        {
            job.Add("encryption.siteNoise.colluding", $"must be below encryption.bucketSize ({encryption.BucketSize}): nobody's noise would be left");
            return null;
        }

        if (!noise.TryPlan(encryption, model.ParameterCount, rounds, out var share, out var problem))
        {
            job.Add("encryption.siteNoise", problem);
        }

        return share;
    }

    private static CohortSpec ReadCohort(JobFields job)
    {
        var cohort = job.Object("cohort");
        cohort.OnlyKnown("size", "overSelection");
        return new CohortSpec(cohort.Whole("size", 1, 10_000, fallback: null), cohort.Number("overSelection", 0, 2, 0));
    }
}
