namespace FederatedSecure.Lab.Batch.Functions;

internal static class DefenceFunctions
{
    public static IReadOnlyList<BatchFunction> All { get; } = [];
}
