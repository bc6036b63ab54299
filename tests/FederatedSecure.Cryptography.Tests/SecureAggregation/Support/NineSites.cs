namespace FederatedSecure.Cryptography.Tests.SecureAggregation.Support;

/// <summary>
/// Nine sites in buckets of three, 6 of 9 holders, weights up to 8, two chunks; and their honest round. Made once for a test class.
/// </summary>
public sealed class NineSites : IDisposable
{
    internal TestFederation Federation { get; } = new(sites: 9, values: 9_000, bucketSize: 3, threshold: 6, maximumWeight: 8);

    internal TestRound Round => field ??= TestRound.Honest(Federation);

    public void Dispose() => Federation.Dispose();
}
