namespace FederatedSecure.Rounds.Machine;

/// <summary>One share holder while a round is opened.</summary>
/// <param name="Outcome">What became of it so far.</param>
/// <param name="LeaseEndsAt">When it counts as lost unless it gives a sign of life, in coordinator time.</param>
/// <param name="Reason">Why, for everything but success; empty otherwise.</param>
public sealed record HolderState(HolderOutcome Outcome, TimeSpan LeaseEndsAt = default, string Reason = "");
