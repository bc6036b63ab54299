using System.Collections.Immutable;
using FederatedSecure.Cryptography.Sharing;

namespace FederatedSecure.Cryptography.SecureAggregation;

/// <summary>What a holder gives for one bucket: the sum of its members' shares, or the names of those whose shares are no good.</summary>
/// <param name="Bucket">Index of the bucket.</param>
/// <param name="Sum">The sum; null where there are complaints: all or nothing, so that no two holders sum over different sets.</param>
/// <param name="Complaints">Senders whose envelopes do not open, or hold no share.</param>
public sealed record BucketAnswer(int Bucket, SecretShare? Sum, ImmutableArray<string> Complaints) : IDisposable
{
    /// <summary>Zeroes the sum.</summary>
    public void Dispose() => Sum?.Dispose();
}
