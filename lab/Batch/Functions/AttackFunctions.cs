namespace FederatedSecure.Lab.Batch.Functions;

internal static class AttackFunctions
{
    public static IReadOnlyList<BatchFunction> All { get; } = [];
}
