namespace FederatedSecure.Lab.Batch.Functions;

internal static class InferenceFunctions
{
    public static IReadOnlyList<BatchFunction> All { get; } = [];
}
