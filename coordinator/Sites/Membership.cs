using System.Collections.Frozen;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Rounds;

namespace FederatedSecure.Coordinator.Sites;

/// <summary>Who is a member right now: an immutable snapshot that every call looks at.</summary>
/// <param name="Certificates">The certificates that are accepted, and whose they are. Empty with an authority of the operator's own.</param>
/// <param name="Revoked">Sites whose membership has ended.</param>
/// <param name="Evaluators">Members that attack candidates; all others train.</param>
internal sealed record Membership(FrozenDictionary<Digest, SiteId> Certificates, FrozenSet<SiteId> Revoked, FrozenSet<SiteId> Evaluators)
{
    /// <summary>What a member is for.</summary>
    public MemberRole RoleOf(SiteId member) => Evaluators.Contains(member) ? MemberRole.Evaluator : MemberRole.Site;
}
