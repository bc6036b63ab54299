using System.Text.Json.Nodes;
using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Batch.Functions;

/// <summary>Poisoning attacks in update space.</summary>
internal static class PoisonFunctions
{
    private const int MostSites = 1_000_000;
    private const int MostVectors = 10_000;

    public static IReadOnlyList<BatchFunction> All { get; } =
    [
        new(
            "poison",
            "honest, attack, params [{}], n [rows of honest] (all sites, the malicious ones included), f [0]. Params: "
            + string.Join("; ", PoisonAttacks.All.Select(attack => attack.Parameters.Length == 0 ? attack.Name : $"{attack.Name} {{{attack.Parameters}}}"))
            + "; with dice also seed [0]; free-rider also previous (the last global step) and round [1]; on-off also own (rows)",
            "vector (of the first attacker), vectors (where attackers differ)",
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
        var context = new PoisonContext(honest)
        {
            Sites = arguments.Whole("n", 1, MostSites, honest.Length),
            Attackers = arguments.Whole("f", 0, MostVectors, 0),
            Own = parameters.Has("own") ? parameters.Rows("own") : [],
            PreviousDelta = parameters.Has("previous") ? parameters.Reals("previous") : null,
            Round = parameters.Whole("round", 1, int.MaxValue, 1),
            Random = new SeededRandomSource(parameters.Word("seed", fallback: 0)),
        };
        var vectors = PoisonAttacks.Create(name, new PoisonParameters(parameters.Rest())).Poison(context);
        var result = new JsonObject { ["vector"] = Json.Reals(vectors[0]) };
        if (vectors.Length > 1)
        {
            result["vectors"] = new JsonArray([.. vectors.Select(vector => (JsonNode)Json.Reals(vector))]);
        }

        return result;
    }
}
