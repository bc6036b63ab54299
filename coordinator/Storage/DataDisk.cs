using FederatedSecure.Coordinator.Server;

namespace FederatedSecure.Coordinator.Storage;

/// <summary>The disk that the data directory is on.</summary>
internal sealed class DataDisk(CoordinatorOptions options) : IDiskSpace
{
    private readonly DriveInfo _drive = new(Path.GetFullPath(options.DataDirectory));

    /// <inheritdoc/>
    public long Available => _drive.AvailableFreeSpace;
}
