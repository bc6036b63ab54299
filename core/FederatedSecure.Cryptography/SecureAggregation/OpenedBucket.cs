using System.Collections.Immutable;

namespace FederatedSecure.Cryptography.SecureAggregation;

/// <summary>What came of a bucket.</summary>
/// <param name="Bucket">Index of the bucket.</param>
/// <param name="Members">Its sites.</param>
/// <param name="Figures">Sums of the members' figures; null if the bucket could not be opened.</param>
/// <param name="Problem">Why it could not be opened; null if it was.</param>
/// <param name="CanRetry">Whether more answers could help.</param>
/// <param name="WrongHolders">Holders whose answers for this bucket do not fit the others'.</param>
/// <param name="Complained">Members of whose shares holders complained, and how many did.</param>
public sealed record OpenedBucket(
    int Bucket,
    ImmutableArray<string> Members,
    SiteFigures? Figures,
    string? Problem,
    bool CanRetry,
    ImmutableArray<string> WrongHolders,
    ImmutableSortedDictionary<string, int> Complained)
{
    /// <summary>Whether its mean is known.</summary>
    public bool IsOpen => Figures is not null;
}
