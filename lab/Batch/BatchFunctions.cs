using System.Collections.Frozen;
using FederatedSecure.Lab.Batch.Functions;

namespace FederatedSecure.Lab.Batch;

/// <summary>All functions of `lab batch`.</summary>
internal static class BatchFunctions
{
    public static IReadOnlyList<BatchFunction> All { get; } =
    [
        .. AggregationFunctions.All,
        .. PoisonFunctions.All,
        .. ReputationFunctions.All,
        .. RingFunctions.All,
        .. SharingFunctions.All,
        .. PackingFunctions.All,
        .. SealFunctions.All,
        .. PrivacyFunctions.All,
        .. MechanismFunctions.All,
        .. AttackFunctions.All,
        .. InferenceFunctions.All,
        .. InversionFunctions.All,
        .. DefenceFunctions.All,
        .. StatisticsFunctions.All,
        .. FairnessFunctions.All,
    ];

    public static FrozenDictionary<string, BatchFunction> ByName { get; } = All.ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);
}
