using System.Text.Json;
using System.Text.Json.Nodes;
using FederatedSecure.Statistics.Fairness;

namespace FederatedSecure.Lab.Batch.Functions;

/// <summary>How differently decisions fall for groups, and weights against it.</summary>
internal static class FairnessFunctions
{
    public static IReadOnlyList<BatchFunction> All { get; } =
    [
        new(
            "fairness.metrics",
            "protected: [group of each record], privileged (a group, or a list of groups), y, predicted (0 or 1; 1 is favourable), weights [1 each], alpha [2], concentration [1]",
            "disparateImpact, statisticalParityDifference, equalOpportunityDifference, averageOddsDifference, averageAbsOddsDifference, equalizedOddsDifference, "
            + "predictiveValueDifference, averagePredictiveValueDifference, false{Positive,Negative,Omission,Discovery}Rate{Difference,Ratio}, errorRate{Difference,Ratio} "
            + "(all unprivileged - or / privileged), theilIndex, generalizedEntropyIndex, coefficientOfVariation (of b = predicted - y + 1, unweighted), "
            + "betweenGroup{TheilIndex,GeneralizedEntropyIndex,CoefficientOfVariation} (privileged against the others), betweenAllGroups…, "
            + "smoothedEmpiricalDifferentialFairness (of predicted), biasAmplification, groups, undefined: [names of figures that are not finite]",
            Metrics),
        new(
            "fairness.reweighing",
            "protected: [group of each record], y: [label of each record], weights [1 each]",
            "weights: [P(group) P(label) / P(group, label)]",
            Reweigh),
    ];

    private static JsonObject Metrics(BatchArguments arguments)
    {
        var groups = Groups(arguments, "protected");
        var privileged = PrivilegedGroups(arguments);
        var (truth, decided) = (Bits(arguments, "y"), Bits(arguments, "predicted"));
        var weights = Weights(arguments, groups.Length);
        var (alpha, concentration) = (Real(arguments, "alpha", 2), Real(arguments, "concentration", 1));
        RequireLengths(groups.Length, ("y", truth.Length), ("predicted", decided.Length));
        var isPrivileged = Array.ConvertAll(groups, privileged.Contains);
        if (!isPrivileged.Contains(true) || !isPrivileged.Contains(false))
        {
            throw new BatchException(isPrivileged.Contains(true)
                ? "every record is in a privileged group: there is no other to compare with"
                : "no record is in a privileged group: write privileged as it stands in protected");
        }

        var byGroup = new Dictionary<string, Confusion>(StringComparer.Ordinal);
        var (without, with) = (default(Confusion), default(Confusion));
        for (var i = 0; i < groups.Length; i++)
        {
            byGroup[groups[i]] = byGroup.GetValueOrDefault(groups[i]).With(truth[i], decided[i], weights[i]);
            (without, with) = isPrivileged[i]
                ? (without, with.With(truth[i], decided[i], weights[i]))
                : (without.With(truth[i], decided[i], weights[i]), with);
        }

        var benefits = BenefitInequality.Benefits(truth, decided);
        List<(string Name, double Value)> figures =
        [
            .. Differences(new GroupComparison(without, with)),
            ("theilIndex", BenefitInequality.Theil(benefits)),
            ("generalizedEntropyIndex", BenefitInequality.GeneralizedEntropy(benefits, alpha)),
            ("coefficientOfVariation", BenefitInequality.CoefficientOfVariation(benefits)),
            .. Between("betweenGroup", benefits, isPrivileged, alpha),
            .. Between("betweenAllGroups", benefits, groups, alpha),
            ("smoothedEmpiricalDifferentialFairness", DifferentialFairness.Epsilon(
                byGroup.Values.Select(group => (group.TruePositives + group.FalsePositives, group.Total)), concentration)),
            ("biasAmplification", DifferentialFairness.BiasAmplification(byGroup.Values, concentration)),
        ];
        var result = new JsonObject();
        foreach (var (name, value) in figures)
        {
            result[name] = Json.Real(value);
        }

        result["groups"] = byGroup.Count;
        result["undefined"] = new JsonArray([.. figures.Where(figure => !double.IsFinite(figure.Value)).Select(figure => (JsonNode)figure.Name)]);
        return result;
    }

    private static IEnumerable<(string Name, double Value)> Differences(GroupComparison compared) =>
    [
        ("disparateImpact", compared.DisparateImpact),
        ("statisticalParityDifference", compared.StatisticalParityDifference),
        ("equalOpportunityDifference", compared.EqualOpportunityDifference),
        ("averageOddsDifference", compared.AverageOddsDifference),
        ("averageAbsOddsDifference", compared.AverageAbsoluteOddsDifference),
        ("equalizedOddsDifference", compared.EqualizedOddsDifference),
        ("predictiveValueDifference", compared.PredictiveValueDifference),
        ("averagePredictiveValueDifference", compared.AveragePredictiveValueDifference),
        ("falsePositiveRateDifference", compared.FalsePositiveRateDifference),
        ("falseNegativeRateDifference", compared.FalseNegativeRateDifference),
        ("falseOmissionRateDifference", compared.FalseOmissionRateDifference),
        ("falseDiscoveryRateDifference", compared.FalseDiscoveryRateDifference),
        ("errorRateDifference", compared.ErrorRateDifference),
        ("falsePositiveRateRatio", compared.FalsePositiveRateRatio),
        ("falseNegativeRateRatio", compared.FalseNegativeRateRatio),
        ("falseOmissionRateRatio", compared.FalseOmissionRateRatio),
        ("falseDiscoveryRateRatio", compared.FalseDiscoveryRateRatio),
        ("errorRateRatio", compared.ErrorRateRatio),
    ];

    private static IEnumerable<(string Name, double Value)> Between<TGroup>(string prefix, double[] benefits, TGroup[] groups, double alpha)
        where TGroup : notnull =>
    [
        (prefix + "TheilIndex", BenefitInequality.BetweenGroups<TGroup>(benefits, groups, 1)),
        (prefix + "GeneralizedEntropyIndex", BenefitInequality.BetweenGroups<TGroup>(benefits, groups, alpha)),
        (prefix + "CoefficientOfVariation", Math.Sqrt(2 * BenefitInequality.BetweenGroups<TGroup>(benefits, groups))),
    ];

    private static JsonObject Reweigh(BatchArguments arguments)
    {
        var (groups, labels) = (Groups(arguments, "protected"), Groups(arguments, "y"));
        RequireLengths(groups.Length, ("y", labels.Length));
        return new JsonObject { ["weights"] = Json.Reals(Reweighing.Weights<string, string>(groups, labels, Weights(arguments, groups.Length))) };
    }

    private static string[] Groups(BatchArguments arguments, string name) => [.. arguments.List(name).Select(element => Group(element, name))];

    private static HashSet<string> PrivilegedGroups(BatchArguments arguments) => arguments.Any("privileged") is var given && given.ValueKind == JsonValueKind.Array
        ? [.. given.EnumerateArray().Select(element => Group(element, "privileged"))]
        : [Group(given, "privileged")];

    /// <summary>A name that tells groups apart: 1 and 1.0 are the same, 1 and "1" are not.</summary>
    private static string Group(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Number => element.GetDouble().ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        JsonValueKind.String => '"' + element.GetString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw new BatchException($"{name} must be numbers, text, or true and false"),
    };

    private static bool[] Bits(BatchArguments arguments, string name) => [.. arguments.List(name).Select(element => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when element.GetDouble() is 0 or 1 => element.GetDouble() == 1,
        _ => throw new BatchException($"{name} must be 0 or 1, where 1 is the favourable outcome"),
    })];

    private static double[] Weights(BatchArguments arguments, int count)
    {
        if (!arguments.Has("weights"))
        {
            var same = new double[count];
            Array.Fill(same, 1);
            return same;
        }

        var weights = arguments.Reals("weights");
        RequireLengths(count, ("weights", weights.Length));
        return Array.TrueForAll(weights, weight => weight >= 0) ? weights : throw new BatchException("weights must not be negative");
    }

    private static void RequireLengths(int count, params ReadOnlySpan<(string Name, int Length)> lists)
    {
        if (count == 0)
        {
            throw new BatchException("protected must hold the group of at least one record");
        }

        foreach (var (name, length) in lists)
        {
            if (length != count)
            {
                throw new BatchException($"{name} must have as many entries as protected: {count}, not {length}");
            }
        }
    }

    private static double Real(BatchArguments arguments, string name, double fallback) => arguments.Has(name) ? arguments.Real(name) : fallback;
}
