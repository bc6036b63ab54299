using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using FederatedSecure.Aggregation.Pipeline;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.PreAggregators;
using FederatedSecure.Aggregation.Rules;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.Batch.Functions;

/// <summary>Robust rules in double precision, on the rows of a matrix.</summary>
/// <example>
/// {"function": "aggregate", "args": {"vectors": [[1], [2], [6], [100]], "rule": "trimmed-mean", "f": 1}} gives {"vector": [4], "dropped": 0}.
/// </example>
internal static class AggregationFunctions
{
    public static IReadOnlyList<BatchFunction> All { get; } =
    [
        new(
            "aggregate",
            "vectors, rule, f [0], pre [[]] (applied in order, each {name, …}), params [{}]. Rules: "
            + Listed(AggregationRules.All.Select(entry => (entry.Name, entry.Parameters)))
            + ". Before them: " + Listed(PreAggregations.All.Select(entry => (entry.Name, entry.Parameters))),
            "vector, dropped (how many vectors were left out because of a NaN or an infinity)",
            Aggregate),
        new("pre-aggregate", "vectors, f [0], pre (as in aggregate)", "vectors, dropped", PreAggregate),
    ];

    /// <summary>Reads a rule and what comes before it: rule, pre, and the rule's parameters under a name.</summary>
    internal static (AggregationPipeline Pipeline, Dictionary<ExtraPoint, double[][]> Extras) Pipeline(BatchArguments arguments, string parametersName)
    {
        var name = arguments.Text("rule", "");
        var (parameters, extras) = Parameters(arguments.Fields(parametersName));
        var rule = AggregationRules.Find(name, parameters)
            ?? throw new BatchException($"there is no rule \"{name}\". {Suggestion.Sentence(name, AggregationRules.Names)}");
        foreach (var which in extras.Keys.Where(which => !rule.Traits.Extras.Contains(which)))
        {
            throw new BatchException($"\"{name}\" has no parameter \"{NameOf(which)}\"");
        }

        return (new AggregationPipeline(rule, Pre(arguments)), extras);
    }

    private static JsonObject Aggregate(BatchArguments arguments)
    {
        var (pipeline, extras) = Pipeline(arguments, "params");
        var (vector, outcome) = pipeline.Aggregate(
            arguments.RowsWithNonFinite("vectors"), arguments.Whole("f", 0, int.MaxValue, fallback: 0), extras);
        return new JsonObject { ["vector"] = Numbers(vector), ["dropped"] = outcome.Dropped.Length };
    }

    private static JsonObject PreAggregate(BatchArguments arguments)
    {
        var pipeline = new AggregationPipeline(AggregationRules.Create("mean", RuleParameters.None), Pre(arguments));
        var vectors = arguments.RowsWithNonFinite("vectors");
        var made = pipeline.PreAggregate(vectors, arguments.Whole("f", 0, int.MaxValue, fallback: 0));
        return new JsonObject
        {
            ["vectors"] = new JsonArray([.. made.Select(Numbers)]),
            ["dropped"] = vectors.Count(row => !Array.TrueForAll(row, double.IsFinite)),
        };
    }

    private static ImmutableArray<PreAggregator> Pre(BatchArguments arguments)
    {
        if (!arguments.Has("pre"))
        {
            return [];
        }

        return [.. arguments.List("pre").Select(step =>
        {
            var name = BatchArguments.Of(step, "pre").Text("name", "");
            var (parameters, _) = Parameters(step.EnumerateObject().Where(field => field.Name != "name").ToDictionary(field => field.Name, field => field.Value));
            return PreAggregations.Find(name, parameters)
                ?? throw new BatchException($"there is no pre-aggregator \"{name}\". {Suggestion.Sentence(name, PreAggregations.Names)}");
        })];
    }

    /// <summary>Numbers, texts and lists as parameters; further vectors by the names of <see cref="ExtraPoint"/>.</summary>
    private static (RuleParameters Parameters, Dictionary<ExtraPoint, double[][]> Extras) Parameters(IReadOnlyDictionary<string, JsonElement> fields)
    {
        var parameters = new Dictionary<string, object>();
        var extras = new Dictionary<ExtraPoint, double[][]>();
        foreach (var (name, value) in fields)
        {
            if (value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (Enum.GetValues<ExtraPoint>().Where(which => NameOf(which) == name).ToArray() is [var extra] && value.ValueKind == JsonValueKind.Array)
            {
                extras[extra] = value.EnumerateArray().Any(element => element.ValueKind == JsonValueKind.Array)
                    ? [.. value.EnumerateArray().Select(row => Reals(row, name))]
                    : [Reals(value, name)];
                continue;
            }

            parameters[name] = value.ValueKind switch
            {
                JsonValueKind.Number => value.GetDouble(),
                JsonValueKind.String => value.GetString()!,
                JsonValueKind.Array => Reals(value, name),
                _ => throw new BatchException($"{name} must be a number, text in quotes or a list of numbers"),
            };
        }

        return (new RuleParameters(parameters), extras);
    }

    private static double[] Reals(JsonElement list, string name) =>
        list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(element => element.ValueKind == JsonValueKind.Number)
            ? [.. list.EnumerateArray().Select(element => element.GetDouble())]
            : throw new BatchException($"{name} must be a list of finite numbers");

    private static JsonArray Numbers(double[] vector) => new([.. vector.Select(Json.Real)]);

    private static string NameOf(ExtraPoint which) => which.ToString().ToLowerInvariant();

    private static string Listed(IEnumerable<(string Name, string Parameters)> entries) =>
        string.Join("; ", entries.Select(entry => entry.Parameters.Length == 0 ? entry.Name : $"{entry.Name} {{{entry.Parameters}}}"));
}
