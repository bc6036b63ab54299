using FederatedSecure.Coordinator.Storage;

namespace FederatedSecure.Coordinator.Tests.Support;

/// <summary>A disk that is as full as a test wants.</summary>
internal sealed class FakeDisk : IDiskSpace
{
    public long Available { get; set; } = long.MaxValue / 2;
}
