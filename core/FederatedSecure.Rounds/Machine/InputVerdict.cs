using System.Collections.Immutable;

namespace FederatedSecure.Rounds.Machine;

/// <summary>What became of one input of a robust rule.</summary>
/// <param name="Sites">The sites behind it: one in plain rounds, a bucket's members in encrypted ones.</param>
/// <param name="Share">
/// Its part in what the result was made of, where 1/n is an equal one; 0 if it was left out. Where the rule chooses anew at each
/// coordinate, its part in the vectors that it chose from.
/// </param>
/// <param name="Reason">Why it was left out; empty if it was not.</param>
public sealed record InputVerdict(ImmutableArray<SiteId> Sites, double Share, string Reason)
{
    /// <summary>Whether it had a part.</summary>
    public bool IsAccepted => Reason.Length == 0;
}
