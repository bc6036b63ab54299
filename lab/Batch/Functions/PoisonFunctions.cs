using System.Text.Json.Nodes;
using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Batch.Functions;

/// <summary>Poisoning attacks in update space.</summary>
/// <example>
/// {"function": "poison", "args": {"honest": [[1, 2, 3], [4, 5, 6], [7, 8, 9]], "attack": "alie", "params": {"z": 1.5}}} gives {"vector": [8.5, 9.5, 10.5]}.
/// </example>
internal static class PoisonFunctions
{
    private const int MostSites = 1_000_000;
    private const int MostVectors = 10_000;

    public static IReadOnlyList<BatchFunction> All { get; } =
    [
        new(
            "poison",
            "honest, attack, params [{}], n [rows of honest] (all sites, the malicious ones included), f [0] (the malicious ones). Attacks: "
            + string.Join("; ", PoisonAttacks.All.Select(attack => attack.Parameters.Length == 0 ? attack.Name : $"{attack.Name} {{{attack.Parameters}}}"))
            + ". In params also: seed [0]; for optimal-ipm, optimal-alie and agr-tailored rule, pre [[]], ruleParams [{}] (as in aggregate), f [as above]; "
            + "for free-rider previous (the last global step), round [1]; for on-off own (what the malicious sites would send)",
            "vector (the first attacker's), vectors (where attackers differ: all of them)",
            Poison),
    ];

    private static JsonObject Poison(BatchArguments arguments)
    {
        var honest = arguments.Rows("honest");
        var name = arguments.Text("attack", "");
        if (!PoisonAttacks.ByName.ContainsKey(name))
        {
            throw new BatchException($"there is no attack \"{name}\". {Suggestion.Sentence(name, PoisonAttacks.ByName.Keys)}");
        }

        var parameters = arguments.Nested("params");
        var tolerated = parameters.Has("f") ? parameters.Whole("f", 0, MostVectors) : (int?)null;
        var attackers = arguments.Whole("f", 0, MostVectors, fallback: tolerated ?? 0);
        var context = new PoisonContext(honest)
        {
            Sites = arguments.Whole("n", 1, MostSites, honest.Length),
            Attackers = attackers,
            Own = parameters.Has("own") ? parameters.Rows("own") : [],
            PreviousDelta = parameters.Has("previous") ? parameters.Reals("previous") : null,
            Round = parameters.Whole("round", 1, int.MaxValue, 1),
            Random = new SeededRandomSource(parameters.Word("seed", fallback: 0)),
            Pipeline = Pipeline(parameters, tolerated ?? attackers),
        };
        var attack = PoisonAttacks.Create(name, new PoisonParameters(parameters.Rest()));
        if (context.Pipeline is not null && !attack.Needs.HasFlag(AttackerKnowledge.Rule))
        {
            throw new BatchException($"\"{name}\" looks at no rule: leave rule out");
        }

        var vectors = attack.Poison(context);
        var result = new JsonObject { ["vector"] = Json.Reals(vectors[0]) };
        if (vectors.Length > 1)
        {
            result["vectors"] = new JsonArray([.. vectors.Select(vector => (JsonNode)Json.Reals(vector))]);
        }

        return result;
    }

    private static Func<double[][], double[]>? Pipeline(BatchArguments parameters, int f)
    {
        if (!parameters.Has("rule"))
        {
            return null;
        }

        var (pipeline, extras) = AggregationFunctions.Pipeline(parameters, "ruleParams");
        return vectors => pipeline.Aggregate(vectors, f, extras).Vector;
    }
}
