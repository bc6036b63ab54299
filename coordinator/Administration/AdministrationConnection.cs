namespace FederatedSecure.Coordinator.Administration;

/// <summary>Marks connections that came in over the local administration socket.</summary>
internal sealed class AdministrationConnection
{
    public static AdministrationConnection Instance { get; } = new();
}
