using System.Collections.Immutable;

namespace FederatedSecure.Rounds.Machine;

/// <summary>What an event led to.</summary>
/// <param name="State">The state after it: the same object if the event changed nothing, and then it need not be stored.</param>
/// <param name="Effects">What to do once the event is stored.</param>
/// <param name="Rejection">Why the event was not taken; null if it was.</param>
public sealed record Transition(JobState State, ImmutableArray<JobEffect> Effects, Rejection? Rejection = null);
