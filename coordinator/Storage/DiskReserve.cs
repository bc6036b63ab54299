namespace FederatedSecure.Coordinator.Storage;

/// <summary>
/// Keeps the last bit of the disk for the control state: updates and models, which are large and can wait, are refused before
/// the disk is so full that an event could not be stored any more.
/// </summary>
internal sealed class DiskReserve(IDiskSpace disk)
{
    /// <summary>Bytes that are kept free of updates and models: room for some hundred thousand events.</summary>
    public const long Bytes = 64L << 20;

    /// <summary>Makes sure that something may be written.</summary>
    /// <param name="bytes">Its length.</param>
    /// <exception cref="IOException">There is no room; <see cref="StorageErrors.IsFull"/> knows it.</exception>
    public void Require(long bytes)
    {
        if (disk.Available - bytes < Bytes)
        {
            throw StorageErrors.NoRoomFor(bytes);
        }
    }
}
