namespace FederatedSecure.Coordinator.Health;

/// <summary>The version of this build.</summary>
internal static class ProductVersion
{
    public static string Text { get; } = typeof(ProductVersion).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "0.0.0";
}
