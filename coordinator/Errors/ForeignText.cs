namespace FederatedSecure.Coordinator.Errors;

/// <summary>Text that a site sent, on its way into logs, terminals and records: short, and on one line.</summary>
internal static class ForeignText
{
    private const int LongestCode = 100;
    private const int LongestReason = 500;

    /// <summary>A code and a reason.</summary>
    public static (string Code, string Reason) Clean(string code, string reason) => (Clean(code, LongestCode), Clean(reason, LongestReason));

    /// <summary>A sentence.</summary>
    public static string Clean(string text) => Clean(text, LongestReason);

    private static string Clean(string text, int longest) =>
        string.Concat(text.Take(longest).Select(character => char.IsControl(character) ? ' ' : character));
}
