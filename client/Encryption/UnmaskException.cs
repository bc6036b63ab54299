namespace FederatedSecure.Client.Encryption;

/// <summary>Why the site does not help to open a round.</summary>
internal sealed class UnmaskException(string code, string message) : Exception(message)
{
    /// <summary>Stable identifier.</summary>
    public string Code { get; } = code;
}
