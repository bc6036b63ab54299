using System.Collections.Immutable;
using FederatedSecure.Aggregation.Planning;
using FederatedSecure.Aggregation.PreAggregators;
using FederatedSecure.Aggregation.ServerOptimizers;

namespace FederatedSecure.Rounds.Jobs;

public static partial class JobFileReader
{
    /// <summary>Best in measurements over published attacks: on means of buckets without clipping, on single updates with it.</summary>
    private static readonly ImmutableArray<StepSpec> EncryptedDefault = [StepSpec.Of("nnm")];

    private static readonly string[] OfRobustRules = ["pre", "parameters"];

    private static readonly ImmutableArray<StepSpec> PlainDefault = [StepSpec.Of("arc"), StepSpec.Of("nnm")];

    private static AggregationSpec ReadAggregation(JobFields aggregation, Protection protection)
    {
        aggregation.OnlyKnown("attackers", "rule", "parameters", "pre", "reputation", "weighting", "maximumWeight", "serverOptimizer");
        var attackers = aggregation.Whole("attackers", 0, 10_000, 0);
        var isNamed = aggregation.TryGet("rule", out _);
        var rule = aggregation.Choice("rule", AggregationSpec.Rules, attackers > 0 ? "trimmed-mean" : AggregationSpec.WeightedMean)
            ?? AggregationSpec.WeightedMean;
        var isRobust = rule != AggregationSpec.WeightedMean;
        if (isNamed && !isRobust && attackers > 0)
        {
            aggregation.Add("rule", "stands no attackers: leave it out, or set \"attackers\" to 0");
        }

        var pre = !isNamed && attackers > 0 ? protection == Protection.Plain ? PlainDefault : EncryptedDefault : [];
        if (aggregation.TryGet("pre", out _))
        {
            pre = [.. aggregation.List("pre").Select(step => new StepSpec(
                step.Choice("name", PreAggregations.Names, fallback: null) ?? "", step.FreeValues("name")))];
        }

        if (!isRobust)
        {
            foreach (var name in OfRobustRules.Where(name => aggregation.TryGet(name, out _)))
            {
                aggregation.Add(name, "belongs to robust rules: remove it, or name one as \"rule\"");
            }
        }

        var reputation = aggregation.Flag("reputation", fallback: false);
        if (reputation && !isRobust)
        {
            aggregation.Add("reputation", "needs a robust rule, whose result the sites are compared with: say how many \"attackers\" to stand");
        }

        var weighting = aggregation.Choice("weighting", ["examples", "uniform"], isRobust ? "uniform" : "examples");
        if (isRobust && weighting == "examples")
        {
            aggregation.Add("weighting", "must be \"uniform\" with a robust rule: a dishonest site would claim as many records as it likes");
        }

        return new AggregationSpec(
            new StepSpec(rule, aggregation.Object("parameters").FreeValues()),
            weighting == "uniform" ? Weighting.Uniform : Weighting.Examples,
            aggregation.Number("maximumWeight", 1, 1e12, 1e12),
            ReadServerOptimizer(aggregation.Object("serverOptimizer")))
        {
            Attackers = attackers,
            Pre = pre,
            Reputation = reputation,
        };
    }

    /// <summary>Reads the object that names a server optimizer; an empty one is federated averaging.</summary>
    internal static ServerOptimizerOptions ReadServerOptimizer(JobFields optimizer)
    {
        optimizer.OnlyKnown("name", "learningRate", "momentum", "beta1", "beta2", "tau");
        var defaults = new ServerOptimizerOptions();
        return new ServerOptimizerOptions(
            optimizer.Choice("name", ServerOptimizer.Names, defaults.Name) ?? defaults.Name,
            optimizer.Number("learningRate", double.Epsilon, 1e6, defaults.LearningRate),
            optimizer.Number("momentum", 0, Math.BitDecrement(1.0), defaults.Momentum),
            optimizer.Number("beta1", 0, Math.BitDecrement(1.0), defaults.Beta1),
            optimizer.Number("beta2", 0, Math.BitDecrement(1.0), defaults.Beta2),
            optimizer.Number("tau", double.Epsilon, 1e6, defaults.Tau));
    }

    /// <summary>Whether the rule can do what is asked of it when the whole cohort turns up.</summary>
    private static void CheckTolerance(JobFields job, AggregationSpec aggregation, CohortSpec cohort, EncryptionSpec? encryption)
    {
        try
        {
            if (aggregation.Pipeline() is not { } pipeline)
            {
                return;
            }

            if (encryption is not null && !(pipeline.Rule.Traits.OnBucketMeans && pipeline.Pre.All(step => step.Traits.OnBucketMeans)))
            {
                job.Add("aggregation.rule", $"\"{aggregation.Rule.Name}\" judges single updates, of which encrypted rounds open none: take another, for example \"trimmed-mean\"");
                return;
            }

            if (cohort.Size < (encryption?.BucketSize ?? 1))
            {
                return;
            }

            var tolerance = Tolerance.Of(pipeline, cohort.Size, aggregation.Attackers, encryption?.BucketSize ?? 1);
            if (pipeline.Problem(tolerance.Inputs, tolerance.F) is { } problem)
            {
                job.Add("aggregation", $"gives the rule {tolerance.Inputs} inputs in a round of {cohort.Size} sites: {problem}");
            }
            else if (tolerance is { IsShort: true, F: 0 })
            {
                job.Add(
                    "aggregation.attackers",
                    $"cannot be stood: a round of {cohort.Size} sites gives the rule {tolerance.Inputs} inputs, too few to tell a bad one from a good one. "
                    + "Take more sites, smaller buckets, or no attackers");
            }
        }
        catch (ArgumentException exception)
        {
            job.Add("aggregation", exception.Message);
        }
    }
}
