using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using FederatedSecure.Aggregation.Contamination;
using FederatedSecure.Aggregation.Planning;
using FederatedSecure.Aggregation.Reputation;
using FederatedSecure.Aggregation.Rules;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.Batch.Functions;

/// <summary>Attackers in buckets: how many are spoilt, what a job stands, and who it is.</summary>
internal static class ReputationFunctions
{
    private const int MostSites = ContaminationLaw.MaximumSites;

    public static IReadOnlyList<BatchFunction> All { get; } =
    [
        new(
            "contamination",
            "n, m (attackers), k (fewest sites of a bucket; sizes differ by at most one)",
            "expected, quantile999, probabilityHalf (of X, the buckets with an attacker: exact), buckets",
            Contamination),
        new(
            "planner",
            "n, k, f (attackers claimed) [0], rule [trimmed-mean], params [{}] (where they change what it stands: variant)",
            "tolerated (attacking sites, however they fall), buckets, warnings: [text …], toleratedFraction, bucketTolerance (f to run the rule with), level, "
            + "expected, quantile999, probabilityBeyond, summary",
            Plan),
        new(
            "decode-flags",
            "n, rounds: [{buckets: [[site …] …] (sites from 0), flags: [true or false …]} …], pi1 [0.9], pi0 [0.05], active [1], prior [0.1], forgetting [0.98] (1: none)",
            "posterior: [probability of each site], excluded: [sites at 0.99 or more]",
            DecodeFlags),
        new(
            "decode-scores",
            "n, rounds: [{buckets: [[site …] …], scores: [sum over each bucket …]} …], lambda [1], threshold [4]",
            "estimates: [(AᵀA + λI)⁻¹Aᵀs, NaN for a site in no bucket], z: [(estimate − median)/(1.4826·MAD)], flagged: [sites with |z| > threshold]",
            DecodeScores),
    ];

    private static JsonObject Contamination(BatchArguments arguments)
    {
        var n = arguments.Whole("n", 1, MostSites);
        var law = new ContaminationLaw(n, arguments.Whole("m", 0, n), arguments.Whole("k", 1, n));
        return new JsonObject
        {
            ["expected"] = Json.Real(law.Expected),
            ["quantile999"] = law.Quantile(0.999),
            ["probabilityHalf"] = Json.Real(law.ProbabilityHalf),
            ["buckets"] = law.Buckets.Count,
        };
    }

    private static JsonObject Plan(BatchArguments arguments)
    {
        var n = arguments.Whole("n", 1, MostSites);
        var plan = RobustnessPlanner.Plan(n, arguments.Whole("k", 1, n), arguments.Whole("f", 0, n, 0), Rule(arguments));
        return new JsonObject
        {
            ["tolerated"] = plan.Tolerated,
            ["buckets"] = plan.Buckets.Count,
            ["warnings"] = new JsonArray([.. plan.Warnings.Select(warning => JsonValue.Create(warning))]),
            ["toleratedFraction"] = Json.Real(plan.ToleratedFraction),
            ["bucketTolerance"] = plan.BucketTolerance,
            ["level"] = JsonNamingPolicy.KebabCaseLower.ConvertName(plan.Level.ToString()),
            ["expected"] = Json.Real(plan.Expected),
            ["quantile999"] = plan.Quantile999,
            ["probabilityBeyond"] = Json.Real(plan.ProbabilityBeyond),
            ["summary"] = plan.Summary,
        };
    }

    /// <summary>The rule. What it stands does not depend on its radius or bound: where none is given, any will do.</summary>
    private static AggregationRule Rule(BatchArguments arguments)
    {
        var name = arguments.Text("rule", "trimmed-mean");
        var entry = AggregationRules.All.FirstOrDefault(entry => entry.Name == name)
            ?? throw new BatchException($"there is no rule \"{name}\". {Suggestion.Sentence(name, AggregationRules.Names)}");
        var values = new Dictionary<string, object> { ["tau"] = 1.0, ["bound"] = 1.0, ["threshold"] = 1.0, ["pivot"] = 0.0 };
        var given = arguments.Fields("params");
        foreach (var (key, value) in given)
        {
            values[key] = value.ValueKind == JsonValueKind.Number ? value.GetDouble() : value.ToString();
        }

        var parameters = new RuleParameters(values);
        var rule = entry.Create(parameters);
        return parameters.Unused.FirstOrDefault(given.ContainsKey) is { } unknown
            ? throw new BatchException($"\"{name}\" has no parameter \"{unknown}\"")
            : rule;
    }

    private static JsonObject DecodeFlags(BatchArguments arguments)
    {
        var n = arguments.Whole("n", 1, MostSites);
        var standard = new FlagTest();
        var decoder = new FlagDecoder(n, new FlagTest(
            Real(arguments, "pi1", standard.HitRate),
            Real(arguments, "pi0", standard.FalseRate),
            Real(arguments, "active", standard.Active),
            Real(arguments, "prior", standard.Prior),
            Real(arguments, "forgetting", standard.Forgetting)));
        foreach (var (buckets, flags) in Rounds(arguments, n, "flags", round => round.List("flags").Select(ToFlag)))
        {
            decoder.Add([.. buckets.Zip(flags, (members, flagged) => new FlaggedBucket(members, flagged))]);
        }

        return new JsonObject
        {
            ["posterior"] = Json.Numbers<double>([.. Enumerable.Range(0, n).Select(decoder.Posterior)]),
            ["excluded"] = Json.Numbers<int>([.. decoder.Excluded]),
        };
    }

    private static JsonObject DecodeScores(BatchArguments arguments)
    {
        var n = arguments.Whole("n", 1, MostSites);
        var (lambda, threshold) = (Real(arguments, "lambda", 1), Real(arguments, "threshold", 4));
        var buckets = Rounds(arguments, n, "scores", round => round.Reals("scores"))
            .SelectMany(round => round.Buckets.Zip(round.Values, (members, score) => new ScoredBucket(members, score)));
        var estimates = ScoreRegression.Estimate(n, [.. buckets], lambda);
        var z = RobustZ.Of(estimates);
        return new JsonObject
        {
            ["estimates"] = Reals(estimates),
            ["z"] = Reals(z),
            ["flagged"] = Json.Numbers<int>([.. Enumerable.Range(0, n).Where(site => Math.Abs(z[site]) > threshold)]),
        };
    }

    private static IEnumerable<(ImmutableArray<int>[] Buckets, T[] Values)> Rounds<T>(BatchArguments arguments, int n, string what, Func<BatchArguments, IEnumerable<T>> read)
    {
        foreach (var element in arguments.List("rounds"))
        {
            var round = BatchArguments.Of(element, "rounds");
            var buckets = round.List("buckets").Select(bucket => ToMembers(bucket, n)).ToArray();
            T[] values = [.. read(round)];
            round.RequireAllUsed();
            yield return buckets.Length == values.Length
                ? (buckets, values)
                : throw new BatchException($"a round has as many {what} as buckets: {values.Length} {what} for {buckets.Length} buckets");
        }
    }

    private static ImmutableArray<int> ToMembers(JsonElement bucket, int n) =>
        bucket.ValueKind != JsonValueKind.Array ? throw new BatchException("buckets must hold lists of sites: [[0, 1, 2], … ]")
        : [.. bucket.EnumerateArray().Select(site => site.ValueKind == JsonValueKind.Number && site.TryGetInt32(out var number) && number >= 0 && number < n
            ? number
            : throw new BatchException($"a site is a whole number from 0 to n − 1 = {n - 1}"))];

    private static bool ToFlag(JsonElement flag) => flag.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new BatchException("flags must be true or false"),
    };

    private static JsonArray Reals(double[] values) => [.. values.Select(Json.Real)];

    private static double Real(BatchArguments arguments, string name, double fallback) => arguments.Has(name) ? arguments.Real(name) : fallback;
}
