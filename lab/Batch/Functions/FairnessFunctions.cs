namespace FederatedSecure.Lab.Batch.Functions;

internal static class FairnessFunctions
{
    public static IReadOnlyList<BatchFunction> All { get; } = [];
}
