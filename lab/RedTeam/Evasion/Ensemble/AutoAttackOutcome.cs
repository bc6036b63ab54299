using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;

namespace FederatedSecure.Lab.RedTeam.Evasion.Ensemble;

/// <summary>What the ensemble did.</summary>
/// <param name="Combined">A record is broken if one member broke it.</param>
/// <param name="Members">In their order.</param>
/// <param name="Flags">Signs that the model misleads attacks, as whole sentences without a full stop; empty for none.</param>
internal sealed record AutoAttackOutcome(EvasionOutcome Combined, ImmutableArray<MemberOutcome> Members, ImmutableArray<string> Flags);
