using System.Text.Json.Nodes;
using FederatedSecure.Privacy;

namespace FederatedSecure.Lab.Batch.Functions;

/// <summary>What steps of DP-SGD cost, and which parameters meet a target. Neighbours differ by the presence of one record.</summary>
/// <example>
/// samplingRate = 0.01, noiseMultiplier = 4, steps = 10000, delta = 1e-5: ε = 0.947 with "pld", 1.035 with "rdp"; the moments
/// accountant's paper (Abadi et al., 2016, figure 2) has 1.26.
/// </example>
internal static class PrivacyFunctions
{
    private const string AddRemove = "add-remove";

    public static IReadOnlyList<BatchFunction> All { get; } =
    [
        new(
            "privacy.epsilon",
            "samplingRate, noiseMultiplier, steps, delta, accountant [\"pld\"] or \"rdp\", relation [\"add-remove\"], "
            + "orders [standard: 1.1 … 10.9, 11 … 63, 128, 256, 512, 1024; with \"rdp\" only]",
            "epsilon (an upper bound), order (with \"rdp\"), epsilonLower and epsilonUpper (with \"pld\")",
            Epsilon),
        new(
            "privacy.delta",
            "samplingRate, noiseMultiplier, steps, epsilon, accountant [\"pld\"] or \"rdp\", relation [\"add-remove\"]",
            "delta (an upper bound)",
            Delta),
        new(
            "privacy.noise-multiplier",
            "targetEpsilon, delta, samplingRate, steps, accountant [\"pld\"] or \"rdp\"",
            "noiseMultiplier, epsilon (at most the target)",
            NoiseMultiplier),
        new(
            "privacy.rdp",
            "samplingRate, noiseMultiplier, steps [1], order (above 1)",
            "rdp",
            Divergence),
    ];

    private static JsonObject Epsilon(BatchArguments arguments)
    {
        var accountant = AccountantOf(arguments);
        RequireRelation(arguments);
        var orders = arguments.Has("orders") ? arguments.Reals("orders") : null;
        if (orders is not null && accountant != Accountant.Rdp)
        {
            throw new BatchException("orders belong to the accountant \"rdp\": leave them out, or take it");
        }

        var bounds = PrivacyLoss.Epsilon([Steps(arguments)], arguments.Real("delta"), accountant, orders);
        var result = new JsonObject { ["epsilon"] = Json.Real(bounds.Epsilon) };
        if (accountant == Accountant.Pld)
        {
            (result["epsilonLower"], result["epsilonUpper"]) = (Json.Real(bounds.Lower), Json.Real(bounds.Upper));
        }
        else if (!double.IsNaN(bounds.Order))
        {
            result["order"] = Json.Real(bounds.Order);
        }

        return result;
    }

    private static JsonObject Delta(BatchArguments arguments)
    {
        RequireRelation(arguments);
        return new JsonObject
        {
            ["delta"] = Json.Real(PrivacyLoss.Delta([Steps(arguments)], arguments.Real("epsilon"), AccountantOf(arguments))),
        };
    }

    private static JsonObject NoiseMultiplier(BatchArguments arguments)
    {
        var (rate, steps, delta, accountant) = (arguments.Real("samplingRate"), Count(arguments, "steps"), arguments.Real("delta"), AccountantOf(arguments));
        RequireRelation(arguments);
        var noise = NoiseCalibration.NoiseMultiplier(arguments.Real("targetEpsilon"), delta, rate, steps, accountant);
        return new JsonObject
        {
            ["noiseMultiplier"] = Json.Real(noise),
            ["epsilon"] = Json.Real(PrivacyLoss.Epsilon([new SampledGaussian(rate, noise, steps)], delta, accountant).Epsilon),
        };
    }

    private static JsonObject Divergence(BatchArguments arguments)
    {
        var steps = arguments.Has("steps") ? Count(arguments, "steps") : 1;
        var one = RenyiDivergence.SampledGaussian(arguments.Real("samplingRate"), arguments.Real("noiseMultiplier"), arguments.Real("order"));
        return new JsonObject { ["rdp"] = Json.Real(steps == 0 ? 0 : steps * one) };
    }

    /// <summary>q, σ and T of a case.</summary>
    internal static SampledGaussian Steps(BatchArguments arguments) =>
        new(arguments.Real("samplingRate"), arguments.Real("noiseMultiplier"), Count(arguments, "steps"));

    /// <summary>A whole number, 0 or more.</summary>
    internal static long Count(BatchArguments arguments, string name)
    {
        var value = arguments.Real(name);
        return value >= 0 && value <= 1e15 && value == Math.Floor(value)
            ? (long)value
            : throw new BatchException($"{name} must be a whole number from 0 to 1e15");
    }

    private static Accountant AccountantOf(BatchArguments arguments) => arguments.Text("accountant", "pld") switch
    {
        "pld" => Accountant.Pld,
        "rdp" => Accountant.Rdp,
        var other => throw new BatchException($"there is no accountant \"{other}\": take \"pld\" or \"rdp\""),
    };

    private static void RequireRelation(BatchArguments arguments)
    {
        if (arguments.Text("relation", AddRemove) is not AddRemove and var other)
        {
            throw new BatchException($"the relation \"{other}\" is not accounted for: take \"{AddRemove}\" (one record more or less), which is what Poisson sampling is analysed for");
        }
    }
}
