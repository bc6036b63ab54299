using System.Collections.Immutable;

namespace FederatedSecure.Aggregation.Reputation;

/// <summary>Who is in a bucket.</summary>
internal static class Membership
{
    /// <summary>Makes sure that members are sites, each once.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    internal static void Require(int sites, ImmutableArray<int> members)
    {
        if (members.IsDefaultOrEmpty)
        {
            throw new ArgumentException("A bucket has at least one member.", nameof(members));
        }

        for (var i = 0; i < members.Length; i++)
        {
            if (members[i] < 0 || members[i] >= sites)
            {
                throw new ArgumentException($"There is no site {members[i]}: sites are numbers from 0 to {sites - 1}.", nameof(members));
            }

            if (members.AsSpan(0, i).Contains(members[i]))
            {
                throw new ArgumentException($"Site {members[i]} stands twice in one bucket.", nameof(members));
            }
        }
    }
}
