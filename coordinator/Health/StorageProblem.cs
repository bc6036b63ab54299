namespace FederatedSecure.Coordinator.Health;

/// <summary>Whether there is room on disk; set by whoever failed to write, cleared by whoever succeeded again.</summary>
internal sealed class StorageProblem
{
    private volatile string? _text;

    /// <summary>What is wrong; null if nothing is.</summary>
    public string? Text
    {
        get => _text;
        set => _text = value;
    }
}
