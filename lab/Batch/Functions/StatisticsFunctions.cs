namespace FederatedSecure.Lab.Batch.Functions;

internal static class StatisticsFunctions
{
    public static IReadOnlyList<BatchFunction> All { get; } = [];
}
