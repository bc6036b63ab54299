namespace FederatedSecure.Coordinator.Storage;

/// <summary>How much room there is on the disk of the data directory.</summary>
internal interface IDiskSpace
{
    /// <summary>Bytes that this process may still write.</summary>
    long Available { get; }
}
