using System.Collections.Immutable;

namespace FederatedSecure.Rounds.Machine;

/// <summary>What came of a bucket.</summary>
/// <param name="Members">Its sites.</param>
/// <param name="Figures">What they told, as sums; null if the bucket could not be opened.</param>
/// <param name="Problem">Why it could not be opened; empty if it was.</param>
/// <param name="CanRetry">Whether more answers could help.</param>
/// <param name="WrongHolders">Holders whose answers for it did not fit the others'.</param>
/// <param name="Complaints">Members of whose shares holders complained, and how many did.</param>
public sealed record BucketResult(
    ImmutableArray<SiteId> Members,
    BucketFigures? Figures,
    string Problem,
    bool CanRetry,
    ImmutableArray<SiteId> WrongHolders,
    ImmutableArray<ShareComplaint> Complaints)
{
    /// <summary>Whether its mean is known.</summary>
    public bool IsOpen => Figures is not null;

    /// <summary>The problem, and whose shares could not be used; empty where all is well.</summary>
    public string Reason => string.Join("; ", Complaints.Select(complaint => complaint.ToString()).Prepend(Problem).Where(part => part.Length > 0));
}
